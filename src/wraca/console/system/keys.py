"""Keys of the API: made, shown once, revoked."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.system import queries
from wraca.console.system.labels import SCOPES
from wraca.events import keys as api_keys
from wraca.events.incoming import require_source
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed

#: What a shop that sends its data needs.
WRITING = [scope for scope in SCOPES if scope.endswith(":write")]


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Which program will use it, e.g. our shop's server."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "The system whose ids it uses, e.g. shop. Ids are looked up within one source: what another key or a file"
            " of another source brought is not found by it. `wraca import` says “file” unless told otherwise."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )

    def clean_source(self) -> str:
        source = self.cleaned_data["source"].strip() or api_keys.SOURCE
        try:
            return require_source(source)
        except InvalidInput as wrong:
            raise forms.ValidationError(gettext_lazy("A source is named by up to 60 of a-z, 0-9, _ and -.")) from wrong


@allows("change_settings")
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    blank = {"scopes": WRITING, "source": api_keys.SOURCE}
    form = KeyForm(request.POST or None, initial=blank)
    secret = ""
    if request.method == "POST" and form.is_valid():
        key, secret = api_keys.create_key(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            source=form.cleaned_data["source"],
            created_by=request.user.pk,
        )
        record_deed(request.user.pk, "api_key.made", object_kind="api_key", object_id=key.pk)
        form = KeyForm(initial=blank)
    rows = queries.list_keys()
    names = queries.names_of([key.created_by for key in rows])
    context = {
        "form": form,
        # Shown by the answer to the one request that made it: it is kept nowhere, so it cannot be shown again.
        "secret": secret,
        "keys": [
            {"key": key, "by": names.get(key.created_by or 0, ""), "scopes": [SCOPES.get(s, s) for s in key.scopes]}
            for key in rows
        ],
    }
    answer = render(request, "system/keys.html", context)
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@allows("change_settings")
@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    if not api_keys.revoke_key(key_id, clock.now()):
        raise Http404
    record_deed(request.user.pk, "api_key.revoked", object_kind="api_key", object_id=key_id)
    notices.say(request, _("The key no longer opens anything."))
    return HttpResponseRedirect(reverse("console:settings-keys"))
