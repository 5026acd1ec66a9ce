"""To agree and to withdraw: one press each. The words agreed to are those that the page showed."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from wraca.customers.consents.actions import Trace, record_consent, withdraw_consent
from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.queries import find_states, find_wording
from wraca.customers.consents.texts import MARKETING
from wraca.customers.identity.queries import Person, find_known_by
from wraca.jobs.log_in_letters import find_portal_address
from wraca.jobs.sign_ups import ask_to_confirm
from wraca.kit.clock import now
from wraca.messages.actions import end_suppression
from wraca.messages.models import Suppression
from wraca.portal.answers import speak, visited
from wraca.portal.notices import CONFIRM, REFUSED, SAVED, say
from wraca.portal.queries import gather
from wraca.portal.tracing import trace_of
from wraca.portal.words import CHANNELS

SOURCE = "portal"


@require_POST
@visited
def consent(request: HttpRequest) -> HttpResponse:
    channel = request.POST.get("channel", "")
    if channel not in CHANNELS:
        raise Http404
    if request.POST.get("given") != "1":
        withdraw(request.person, channel, now(), trace=trace_of(request))
        return say(SAVED, "letters")
    wording = _shown_wording(request, channel)
    return say(_agree(request, wording) if wording else REFUSED, "letters")


def _shown_wording(request: HttpRequest, channel: str) -> ConsentWording | None:
    number = request.POST.get("wording", "")
    wording = find_wording(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    return wording if wording and (wording.purpose, wording.channel) == (MARKETING, channel) else None


def _agree(request: HttpRequest, wording: ConsentWording) -> str:
    """An address that nobody proved yet is asked by a letter."""
    person, moment, form_url = request.person, now(), find_portal_address(request.path)
    email = str(gather(person).fields["email"].value)
    if wording.channel != "email" or person.canonical_id in find_known_by("email", email, proven=True):
        record_consent(
            person.canonical_id, wording, source=SOURCE, now=moment, form_url=form_url, trace=trace_of(request)
        )
        if wording.channel == "email":
            end_suppression("email", email, Suppression.UNSUBSCRIBED, moment)
        return SAVED
    asked = bool(email) and ask_to_confirm(
        gather(person).fields["email"].customer_id,
        wording,
        source=SOURCE,
        language=speak(),
        form_url=form_url,
        trace=trace_of(request),
        now=moment,
    )
    return CONFIRM if asked else REFUSED


def withdraw(person: Person, channel: str, moment: datetime, *, source: str = SOURCE, trace: Trace) -> None:
    withdraw_consent(person.canonical_id, purpose=MARKETING, channel=channel, source=source, now=moment, trace=trace)


def withdraw_everything(person: Person, moment: datetime, *, trace: Trace) -> None:
    for (purpose, channel), state in find_states(person.canonical_id).items():
        if purpose == MARKETING and state.given:
            withdraw(person, channel, moment, trace=trace)


def is_agreed(person: Person, channel: str) -> bool:
    state = find_states(person.canonical_id).get((MARKETING, channel))
    return state is not None and state.given
