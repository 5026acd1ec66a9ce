"""Polish or English, as the reader chooses."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wraca.portal.answers import LANGUAGES, portal

#: That of the whole house (wraca.console.language), whose middleware reads it.
COOKIE = "wraca_language"
YEAR_SECONDS = 365 * 24 * 3600


@csrf_exempt
@require_POST
@portal()
def choose(request: HttpRequest) -> HttpResponse:
    """Harmless, so a page whose address opens something may ask for it too. Only addresses of ours are gone back to."""
    back = request.POST.get("back", "")
    is_ours = back.startswith(("/portal/", "/u/", "/join/")) and "\\" not in back and "//" not in back
    response = HttpResponseRedirect(back if is_ours else reverse("portal:home"))
    if request.POST.get("language") in LANGUAGES:
        response.set_cookie(
            COOKIE,
            request.POST["language"],
            max_age=YEAR_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
    return response
