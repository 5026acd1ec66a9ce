"""One word after a deed, kept in a cookie for the page that follows: a code, nothing of the person."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wraca.portal.answers import COOKIE_PATH

COOKIE = "wraca_portal_notice"
SAVED, SAME, REFUSED, CONFIRM, SENT = "saved", "same", "refused", "confirm", "sent"
NOTICES: Mapping[str, tuple[str, str | Promise]] = {
    SAVED: ("good", _("Saved. Thank you.")),
    SAME: ("note", _("It stood so already.")),
    REFUSED: ("bad", _("Not saved: what came is not what the field holds. Look at it and send it again.")),
    SENT: ("good", _("We have written to the new address. Press the button in that letter within 15 minutes.")),
    CONFIRM: ("good", _("We have written to your address: press the button in that letter, and it holds.")),
}


def say(code: str, place: str = "") -> HttpResponse:
    """Back to the page, at the section `place`."""
    response = HttpResponseRedirect(reverse("portal:home") + (f"#{place}" if place else ""))
    response.set_cookie(
        COOKIE, code, max_age=60, path=COOKIE_PATH, httponly=True, secure=settings.HTTPS, samesite="Lax"
    )
    return response


def find(request: HttpRequest) -> tuple[str, str | Promise] | None:
    return NOTICES.get(request.COOKIES.get(COOKIE, ""))


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
    return response
