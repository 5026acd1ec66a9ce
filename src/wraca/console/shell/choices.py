"""Language and colours, chosen by anybody, remembered in a cookie and, for staff, in the account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wraca.console import language, theme
from wraca.console.access import public
from wraca.console.words import SPOKEN
from wraca.staff.actions import remember_choices


def next_address(request: HttpRequest, fallback: str = "/") -> str:
    """The address asked for, if it is one of ours: a whole path, for half of one would lead on from here."""
    wanted = request.POST.get("next") or request.GET.get("next") or fallback
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else fallback


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen not in SPOKEN:
        return HttpResponseBadRequest("language must be one of: en, pl")
    if request.user.is_authenticated:
        remember_choices(request.user.pk, language=chosen)
    response = HttpResponseRedirect(next_address(request))
    language.remember(response, language.COOKIE, chosen, secure=settings.HTTPS)
    return response


@public
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    if chosen not in theme.THEMES:
        return HttpResponseBadRequest("theme must be one of: light, dark, or empty")
    if request.user.is_authenticated:
        remember_choices(request.user.pk, theme=chosen)
    response = HttpResponseRedirect(next_address(request))
    language.remember(response, theme.COOKIE, chosen, secure=settings.HTTPS)
    return response
