"""In by a link from a letter or a token of the shop, and out again.

Opening a link only shows a button: mail scanners open every link, and pressing is what people do.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from wraca.customers.access.actions import (
    TooManyRequests,
    end_session,
    follow_log_in_link,
    follow_shop_token,
    record_log_in_request,
)
from wraca.customers.access.queries import find_visitor, is_link_good
from wraca.jobs.log_in_letters import queue_answer
from wraca.kit.clock import now
from wraca.kit.tokens import keyed_hash
from wraca.portal.answers import COOKIE, COOKIE_PATH, hash_origin, let_in, page, portal, speak

#: Shown and given back by the form that presses the button: nobody else's page can press it for a visitor.
PRESS_COOKIE = "wraca_portal_press"


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"invalid": _("That is not an e-mail address."), "required": _("Give your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@portal()
def log_in(request: HttpRequest) -> HttpResponse:
    """Says the same of every address. Which it is, the queue finds out."""
    if find_visitor(request.COOKIES.get(COOKIE, ""), now()):
        return HttpResponseRedirect(reverse("portal:home"))
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "log_in.html", {"form": form})
    try:
        _ask(request, form.cleaned_data["email"])
    except TooManyRequests:
        return page(request, "too_many.html", status=429)
    return page(request, "link_sent.html", {"address": form.cleaned_data["email"]})


def _ask(request: HttpRequest, address: str) -> None:
    with transaction.atomic():
        asked = record_log_in_request(
            address,
            address_hash=keyed_hash(address, settings.SECRET_KEY),
            origin_hash=hash_origin(request),
            language=speak(),
            now=now(),
        )
        queue_answer(asked.pk)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def enter(request: HttpRequest, token: str) -> HttpResponse:
    return _press(request, is_link_good(token, now()), lambda: follow_log_in_link(token, now()))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def enter_from_shop(request: HttpRequest, source: str) -> HttpResponse:
    token = request.GET.get("token", "")
    return _press(request, bool(token), lambda: follow_shop_token(source, token, now()))


def _press(request: HttpRequest, is_good: bool, follow: Callable[[], str | None]) -> HttpResponse:
    if request.method == "POST" and is_good and _was_shown(request):
        session = follow()
        if session:
            end_session(request.COOKIES.get(COOKIE, ""))
            return let_in(session)
        is_good = False
    if not is_good:
        return page(request, "link_spent.html", status=410)
    press = secrets.token_urlsafe(16)
    response = page(request, "enter.html", {"press": press})
    response.set_cookie(
        PRESS_COOKIE, press, max_age=900, path=COOKIE_PATH, httponly=True, secure=settings.HTTPS, samesite="Strict"
    )
    return response


def _was_shown(request: HttpRequest) -> bool:
    shown = request.COOKIES.get(PRESS_COOKIE, "")
    return bool(shown) and hmac.compare_digest(shown.encode(), request.POST.get("press", "").encode())


@require_POST
@portal()
def log_out(request: HttpRequest) -> HttpResponse:
    end_session(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(reverse("portal:log-in"))
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
    return response
