"""What every page's frame needs: the shop, the places one may go, the look."""

from __future__ import annotations

from django.http import HttpRequest

from wraca.console.navigation import address, is_here, list_places
from wraca.console.theme import chosen_theme
from wraca.console.words import speak
from wraca.staff.roles import PERMISSIONS, may


def shell(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    known = {
        "shop": getattr(request, "shop", None),
        "theme": chosen_theme(request),
        "language": speak(),
        "is_part": request.headers.get("HX-Request") == "true",
    }
    if user is None or not user.is_authenticated:
        return known
    return known | {
        "navigation": _navigation(request, user.role),
        "can": dict.fromkeys(_permissions(user.role), True),
    }


def _permissions(role: str) -> list[str]:
    return [name for name in PERMISSIONS if may(role, name)]


def _navigation(request: HttpRequest, role: str) -> list[dict[str, object]]:
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    return [
        {
            "label": group.label,
            "places": [{"place": place, "address": address(place), "here": is_here(place, here)} for place in places],
        }
        for group, places in list_places(role)
    ]
