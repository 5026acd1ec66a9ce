"""Light, dark, or as the device: the choice is kept in a cookie, so the page arrives in its colours."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "wraca_theme"
THEMES = ("", "light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else ""
