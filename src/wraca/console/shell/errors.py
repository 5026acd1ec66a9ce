"""The pages for what went wrong. All but the refusal query nothing: the database may be what failed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from wraca.console.accounts.forms import ROLE_NAMES
from wraca.console.theme import chosen_theme
from wraca.console.words import speak


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    values = {"code": status, "title": title, "text": text, "language": speak(), "theme": chosen_theme(request)}
    return HttpResponse(render_to_string("shell/error.html", values), status=status)


def refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Your role does not include it. An owner of the shop can change that on the accounts page.")
    return _page(request, 403, _("This page is not for your role"), text)


def refuse_role(request: HttpRequest) -> HttpResponse:
    """Within the frame, so that whoever went astray has the pages of their role at hand."""
    role = ROLE_NAMES.get(request.user.role, request.user.role)
    return render(request, "shell/refused.html", {"role": role}, status=403)


def miss(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("The address may be mistyped, or what stood here was removed or merged.")
    return _page(request, 404, _("There is nothing here"), text)


def fail(request: HttpRequest) -> HttpResponse:
    text = _(
        "Nothing was half-done: what you sent was either saved whole or not at all. The log of the server says more."
    )
    return _page(request, 500, _("Something failed on our side"), text)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The form was open for too long, or cookies are off. Go back, load the page again and send it once more.")
    return _page(request, 403, _("The form could not be checked"), text)
