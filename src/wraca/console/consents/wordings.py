"""The words of consents: every version there was, and a new one."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wraca.console.access import allows
from wraca.console.consents.flags import list_answers
from wraca.console.consents.labels import LANGUAGES, PURPOSES
from wraca.console.customers.labels import CHANNELS
from wraca.console.customers.person_queries import names_of_staff
from wraca.console.notices import say
from wraca.console.reading import as_of, find_reader
from wraca.customers.consents.queries import list_wordings
from wraca.customers.consents.texts import PLACES
from wraca.customers.consents.wordings import LONGEST, SHORTEST, record_wording, require_wording
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed


class WordingForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The words, as the customer reads them"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Say who writes, what about and by which channel, that it is voluntary, and how it is taken back."
        ),
    )


@allows("change_settings")
@require_GET
def wordings(request: HttpRequest) -> HttpResponse:
    now, name = clock.now(), request.shop.name
    for purpose, channels in PLACES.items():
        for channel in channels:
            for language in LANGUAGES:
                require_wording(purpose, channel, language, shop_name=name, now=now)
    versions = list_wordings()
    staff = names_of_staff([version.created_by for version in versions if version.created_by])
    groups: dict[tuple[str, str, str], list[dict[str, object]]] = {}
    for version in versions:
        by = staff.get(version.created_by) if version.created_by else None
        place = (version.purpose, version.channel, version.language)
        groups.setdefault(place, []).append({"wording": version, "by": by})
    context = {
        "wordings": [
            {
                "purpose": PURPOSES[purpose],
                "channel": CHANNELS[channel],
                "language": LANGUAGES[language],
                "latest": found[0],
                "older": found[1:],
            }
            for (purpose, channel, language), found in groups.items()
        ],
        "answers": list_answers(request.shop.flag_rule),
        "as_of": as_of(reader) if (reader := find_reader()) else None,
    }
    return render(request, "consents/wordings.html", context)


@allows("change_settings")
@require_http_methods(["GET", "POST"])
def new_wording(request: HttpRequest, purpose: str, channel: str, language: str) -> HttpResponse:
    try:
        latest = require_wording(purpose, channel, language, shop_name=request.shop.name, now=clock.now())
    except InvalidInput as unknown:
        raise Http404 from unknown
    form = WordingForm(request.POST or None, initial={"text": latest.text})
    preview = form.cleaned_data["text"] if form.is_bound and form.is_valid() else ""
    if preview and "save" in request.POST:
        try:
            made = record_wording(purpose, channel, language, preview, by=request.user.pk, now=clock.now())
        except InvalidInput as error:
            form.add_error("text", _(str(error)))
            preview = ""
        else:
            details = {"purpose": purpose, "channel": channel, "language": language, "version": made.version}
            record_deed(request.user.pk, "wording.written", object_kind="wording", object_id=made.pk, details=details)
            say(request, _("Version %(number)s is shown from now on.") % {"number": made.version})
            return redirect("console:settings-wordings")
    context = {
        "form": form,
        "latest": latest,
        "preview": preview,
        "purpose": PURPOSES[purpose],
        "channel": CHANNELS[channel],
        "language_name": LANGUAGES[language],
    }
    return render(request, "consents/new_wording.html", context)
