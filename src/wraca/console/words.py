"""The language a page is being written in."""

from __future__ import annotations

from django.utils.translation import get_language

SPOKEN = ("en", "pl")


def speak() -> str:
    """`en` or `pl`."""
    chosen = (get_language() or "en")[:2]
    return chosen if chosen in SPOKEN else "en"
