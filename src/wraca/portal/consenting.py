"""To agree and to withdraw: one press each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from wraca.customers.identity.queries import Person
from wraca.customers.models import ConsentRecord
from wraca.customers.queries import list_consents
from wraca.events.actions import NewEvent, append_events
from wraca.kit.clock import now
from wraca.portal.answers import visited
from wraca.portal.notices import SAVED, say
from wraca.portal.words import CHANNELS

SOURCE = "portal"


@require_POST
@visited
def consent(request: HttpRequest) -> HttpResponse:
    channel = request.POST.get("channel", "")
    if channel not in CHANNELS:
        raise Http404
    withdraw(request.person, channel, now(), form_url=request.path)
    return say(SAVED, "letters")


@transaction.atomic
def withdraw(person: Person, channel: str, moment: datetime, *, form_url: str) -> None:
    record = ConsentRecord.objects.create(
        customer_id=person.canonical_id,
        channel=channel,
        action=ConsentRecord.WITHDRAWN,
        at=moment,
        source=SOURCE,
        proven=True,
        evidence={"form": form_url},
    )
    payload = {"channel": channel, "purpose": record.purpose}
    append_events([NewEvent(moment, "consent.withdrawn", f"consent:{record.pk}", person.canonical_id, payload)])


def withdraw_everything(person: Person, moment: datetime, *, form_url: str) -> None:
    for said in list_consents(person.canonical_id):
        if said.given and said.purpose == "marketing":
            withdraw(person, said.channel, moment, form_url=form_url)
