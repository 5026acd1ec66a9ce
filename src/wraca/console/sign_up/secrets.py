"""Secrets with which a shop signs links to its customers' own pages (docs/portal.md)."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.customers.access.actions import remove_shop_secret, set_shop_secret
from wraca.customers.access.queries import list_shop_secrets
from wraca.kit.clock import now
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed


class SecretForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=60,
        help_text=gettext_lazy("The system whose customers it opens pages of, as their profiles name it."),
    )


@allows("change_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def portal_settings(request: HttpRequest) -> HttpResponse:
    form, secret = SecretForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = set_shop_secret(form.cleaned_data["source"].strip(), now=now(), by=request.user.pk)
            record_deed(request.user.pk, "portal_secret.made", object_kind="source", object_id=form["source"].value())
            form = SecretForm()
        except InvalidInput:
            form.add_error("source", _("A source is named by up to 60 of a-z, 0-9, _ and -."))
    home = (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
    context = {"form": form, "secret": secret, "known": list_shop_secrets(), "address": home + reverse("portal:home")}
    answer = render(request, "sign_up/portal.html", context)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@allows("change_settings")
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    source = request.POST.get("source", "")
    if remove_shop_secret(source):
        record_deed(request.user.pk, "portal_secret.removed", object_kind="source", object_id=source)
        notices.say(request, _("Its tokens open nothing any more."))
    return redirect("console:settings-portal")
