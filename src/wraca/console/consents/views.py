"""Recording what a person said to staff."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console.access import allows
from wraca.console.consents.labels import LANGUAGES, PURPOSES
from wraca.console.customers.cells import name_of
from wraca.console.customers.labels import CHANNELS
from wraca.console.customers.profile import find
from wraca.console.notices import complain, say
from wraca.customers.consents.actions import record_consent, withdraw_consent
from wraca.customers.consents.queries import find_wording
from wraca.customers.consents.wordings import require_wording
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed


@allows("change_customers")
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The words are read out or shown to the person before the button is pressed; which ones is kept."""
    person = find(customer_id).shown
    told = request.POST if request.method == "POST" else request.GET
    purpose, channel = told.get("purpose", ""), told.get("channel", "")
    language = told.get("language") or (person.language if person.language in LANGUAGES else request.shop.language)
    try:
        wording = require_wording(purpose, channel, language, shop_name=request.shop.name, now=clock.now())
    except InvalidInput as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        if told.get("wording") == str(wording.pk):
            return _record(request, person.pk, wording.pk)
        complain(request, _("Not recorded: the words have changed meanwhile. Read these out."))
    context = {
        "person": person,
        "name": name_of(vars(person)),
        "wording": wording,
        "purpose": PURPOSES.get(purpose, purpose),
        "channel": CHANNELS[channel],
        "languages": LANGUAGES,
    }
    return render(request, "consents/give.html", context)


def _record(request: HttpRequest, customer_id: int, wording_id: int) -> HttpResponse:
    wording = find_wording(wording_id)
    if wording is None:
        raise Http404
    record = record_consent(customer_id, wording, source="staff", by=request.user.pk, now=clock.now())
    details = {"record": record.pk, "purpose": record.purpose, "channel": record.channel}
    record_deed(request.user.pk, "consent.recorded", object_kind="customer", object_id=customer_id, details=details)
    say(request, _("The consent is recorded, with the words and your name."))
    return _back(customer_id)


@allows("change_customers")
@require_POST
def withdraw(request: HttpRequest, customer_id: int) -> HttpResponse:
    person = find(customer_id).shown
    purpose, channel = request.POST.get("purpose", "")[:200], request.POST.get("channel", "")
    if channel not in CHANNELS or not purpose:
        raise Http404
    withdraw_consent(person.pk, purpose=purpose, channel=channel, source="staff", by=request.user.pk, now=clock.now())
    details = {"purpose": purpose, "channel": channel}
    record_deed(request.user.pk, "consent.withdrawn", object_kind="customer", object_id=person.pk, details=details)
    say(request, _("Withdrawn, and it holds from this moment."))
    return _back(person.pk)


def _back(customer_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:customer", args=[customer_id]) + "#consents")
