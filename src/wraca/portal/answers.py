"""Every answer of the portal: never kept, never indexed, no script, nothing from elsewhere."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.context_processors import csrf
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from wraca.customers.access.queries import find_visitor
from wraca.kit.clock import now
from wraca.kit.origin import find_origin, place_of
from wraca.kit.tokens import keyed_hash
from wraca.shop.queries import find_shop

View = Callable[..., HttpResponse]
COOKIE, COOKIE_PATH = "wraca_portal", "/portal/"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "report-uri /csp-report/",
    ]
)
LANGUAGES = ("en", "pl")


def speak() -> str:
    language = (get_language() or "en")[:2]
    return language if language in LANGUAGES else "en"


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    # Lazy: a page without such a form sets no cookie.
    token = csrf(request)["csrf_token"]
    values = {"shop": request.shop, "language": speak(), "here": request.path, "csrf_token": token, **(context or {})}
    return HttpResponse(render_to_string(f"portal/{template}", values), status=status)


def guard(response: HttpResponse, *, has_token: bool = False) -> HttpResponse:
    """has_token: the address opens something. A browser that may tell nobody where it comes from says `Origin: null` in
    forms, so such a page checks them by the token itself, and all others by Django's."""
    for name, value in {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "Referrer-Policy": "no-referrer" if has_token else "same-origin",
    }.items():
        response.headers.setdefault(name, value)
    return response


def portal(*, has_token: bool = False) -> Callable[[View], View]:
    """A view of the portal, in the shop's zone. Before there is a shop there is no such page."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: object, **more: object) -> HttpResponse:
            request.shop = shop = find_shop()
            with timezone.override(shop.zone if shop else "UTC"):
                if shop is None:
                    return guard(page(request, "closed.html", status=404), has_token=has_token)
                return guard(view(request, *args, **more), has_token=has_token)

        # A face of its own, with a way in of its own: the console's log-in is not asked for.
        answer.permission = "public"  # type: ignore[attr-defined]
        return answer

    return wrap


def visited(view: View) -> View:
    """For whoever is logged in: the view gets `request.person`."""

    @portal()
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **more: object) -> HttpResponse:
        request.person = find_visitor(request.COOKIES.get(COOKIE, ""), now())
        if request.person is None:
            return HttpResponseRedirect(reverse("portal:log-in"))
        return view(request, *args, **more)

    return answer


def let_in(session_token: str) -> HttpResponse:
    response = HttpResponseRedirect(reverse("portal:home"))
    response.set_cookie(COOKIE, session_token, path=COOKIE_PATH, httponly=True, secure=settings.HTTPS, samesite="Lax")
    return response


def hash_origin(request: HttpRequest) -> bytes:
    connected, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    origin = find_origin(connected, forwarded, behind_proxy=settings.BEHIND_PROXY)
    return keyed_hash(place_of(origin), settings.SECRET_KEY)
