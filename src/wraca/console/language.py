"""The language of a page: the reader's choice, else the browser's, else English."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wraca.console.words import SPOKEN

COOKIE = "wraca_language"
YEAR_SECONDS = 365 * 24 * 3600


def chosen_language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in SPOKEN else translation.get_language_from_request(request)[:2]


class ChosenLanguage:
    """The choice is kept in a cookie, set at log-in from the account, so the log-in page speaks it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers["Vary"] = ", ".join(
            dict.fromkeys([*filter(None, response.headers.get("Vary", "").split(", ")), "Accept-Language", "Cookie"])
        )
        return response


def remember(response: HttpResponse, cookie: str, value: str, *, secure: bool) -> None:
    if value:
        response.set_cookie(cookie, value, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure)
    else:
        response.delete_cookie(cookie, samesite="Lax")
