"""What every page's frame needs: the shop, the places one may go, the look."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext

from wraca.console.formats import format_day, format_moment
from wraca.console.navigation import address, is_here, list_places
from wraca.console.reading import as_of, find_reader, published_at
from wraca.console.theme import chosen_theme
from wraca.console.words import speak
from wraca.kit.clock import now
from wraca.staff.roles import PERMISSIONS, may

FRESH = timedelta(hours=36)


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
        "freshness": _freshness(),
        "can": dict.fromkeys(_permissions(user.role), True),
    }


def _freshness() -> dict[str, str] | None:
    """How old the figures are: green within a day and a half of the nightly refresh, then a warning."""
    reader = find_reader()
    published = published_at(reader) if reader else None
    if reader is None or published is None:
        return {"dot": "", "sentence": gettext("Nothing has been computed yet.")}
    return {
        "dot": "dot-good" if now() - published < FRESH else "dot-warn",
        "sentence": gettext("Orders up to {day}, computed {moment}").format(
            day=format_day(as_of(reader), speak()),
            moment=format_moment(published, speak(), get_current_timezone_name()),
        ),
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
