"""Who gets where: everything asks for a log-in and a permission unless its view says otherwise.

A view says it by a decorator: `@public` (no log-in), `@first_run_only` (only while there is no shop) or
`@allows("see_customers")`. A view that says nothing is for owners; `tests/console/test_access.py` finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from wraca.console.shell.errors import refuse_role
from wraca.shop.queries import find_shop
from wraca.staff.roles import OWNER, PERMISSIONS, may

View = TypeVar("View", bound=Callable[..., HttpResponse])
#: Faces with keys or answers of their own.
OUTSIDE = ("/api/", "/v1/", "/healthz", "/metrics", "/static/", "/portal/", "/u/", "/join/")


def public(view: View) -> View:
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def first_run_only(view: View) -> View:
    view.permission = "first_run"  # type: ignore[attr-defined]
    return view


def allows(permission: str) -> Callable[[View], View]:
    if permission not in PERMISSIONS:
        raise KeyError(f"{permission!r} is not in the table of wraca.staff.roles")

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


class FirstRunAndLogin:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        request.shop = shop = find_shop()
        with timezone.override(shop.zone if shop else "UTC"):
            response = self.get_response(request)
        if request.user.is_authenticated:
            # Pages hold people's data: no shared cache keeps them, and "back" after logging out asks again.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith(OUTSIDE):
            return None
        permission = getattr(view, "permission", "")
        if permission == "public":
            return None
        if request.shop is None:
            return None if permission == "first_run" else _go(request, reverse("console:first-run"))
        if permission == "first_run":
            return _go(request, reverse("console:today"))
        if not request.user.is_authenticated:
            return _go(request, f"{reverse('console:log-in')}?{urlencode({'next': _wanted(request)})}")
        if not _allowed(request.user.role, permission):
            # Rendered, not raised: Django writes a raised refusal into the log with its whole traceback.
            return refuse_role(request)
        return None


def _allowed(role: str, permission: str) -> bool:
    return may(role, permission) if permission else role == OWNER


def _wanted(request: HttpRequest) -> str:
    """After a log-in asked for by a fragment or a form, the page it came from."""
    return request.get_full_path() if request.method == "GET" and not request.headers.get("HX-Request") else "/"


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """htmx follows redirects silently and would put a whole page into a corner of this one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
