"""Everything that is held of a person: to read, and to take elsewhere."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wraca.customers.freshness.queries import list_field_states
from wraca.customers.identity.queries import Person, list_links
from wraca.customers.models import ConsentRecord, FormOfAddress, Preference
from wraca.events.kinds import describe
from wraca.events.models import Event
from wraca.kit.clock import now
from wraca.messages.queries import list_messages_of
from wraca.portal.answers import page, visited
from wraca.portal.formats import tell_money
from wraca.portal.queries import Purchase, find_score, gather, list_purchases
from wraca.portal.telling import tell_fields, tell_purchase
from wraca.portal.words import CHANNELS, PROOFS

#: More than anybody does; without it, a page could be made that never ends.
MOST_EVENTS = 20_000
MOST_ORDERS = 5_000
#: The machine's own marks, which say nothing of the person.
_INNER = {"changed", "folded_name", "sort_name"}


@require_safe
@visited
def download(request: HttpRequest) -> HttpResponse:
    """JSON with every row."""
    told = json.dumps(everything(request.person, request.shop.zone), ensure_ascii=False, indent=1, default=_plain)
    response = HttpResponse(told, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def everything(person: Person, zone: str) -> dict[str, Any]:
    held, moment, members = gather(person), now(), person.member_ids
    return {
        "as_of": moment,
        "customers": [_row(row) for row in held.rows.values()],
        "fields": {
            code: {"source": state.source, "told_by": state.told_by, "at": state.said_at}
            for code, state in list_field_states(person.canonical_id, moment).items()
        },
        "identifiers": [
            {**_row(link.identifier), "proof": link.proof, "since": link.since, "until": link.until}
            for link in list_links(members)
        ],
        "consents": [_row(row) for row in ConsentRecord.objects.filter(customer__in=members).order_by("at", "id")],
        "preferences": [_row(row) for row in Preference.objects.filter(customer__in=members).order_by("at", "id")],
        "forms_of_address": [_row(row) for row in FormOfAddress.objects.filter(customer__in=members).order_by("id")],
        "orders": [_purchase(purchase) for purchase in list_purchases(person, most=MOST_ORDERS)],
        "messages": [_row(row) for row in list_messages_of(members, most=MOST_EVENTS)],
        "events": [_row(event) for event in _events(members)],
        "inferred": find_score(person, moment, zone),
    }


def _events(members: tuple[int, ...]) -> list[Event]:
    return list(Event.objects.filter(customer_id__in=members).order_by("-at", "-id")[:MOST_EVENTS])


def _row(row: Model) -> dict[str, Any]:
    """As it is kept; what is binary are fingerprints."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value
        for name, value in values.items()
        if name not in _INNER and not isinstance(value, bytes | memoryview)
    }


def _purchase(purchase: Purchase) -> dict[str, Any]:
    return {
        **_row(purchase.order),
        "lines": [_row(line) for line in purchase.lines],
        "refunds": [_row(refund) for refund in purchase.refunds],
        "cancellation": _row(purchase.cancellation) if purchase.cancellation else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else list(value)  # type: ignore[call-overload]


@require_safe
@visited
def read(request: HttpRequest) -> HttpResponse:
    """The same for eyes."""
    person, held = request.person, gather(request.person)
    records = ConsentRecord.objects.filter(customer__in=person.member_ids).order_by("-at", "-id")
    context = {
        "fields": tell_fields(held, list_field_states(person.canonical_id, now())),
        "rows": held.rows.values(),
        "known_by": [
            {"value": link.identifier.value, "proof": PROOFS.get(link.proof, link.proof), "link": link}
            for link in list_links(person.member_ids)
        ],
        "consents": [{"record": record, "channel": CHANNELS.get(record.channel, record.channel)} for record in records],
        "purchases": [tell_purchase(purchase) for purchase in list_purchases(person, most=MOST_ORDERS)],
        "messages": list_messages_of(person.member_ids, most=MOST_EVENTS),
        "events": [
            {"at": event.at, "text": describe(event.kind, event.payload, _amount(request.shop.currency))}
            for event in _events(person.member_ids)
        ],
    }
    return page(request, "read.html", context)


def _amount(currency: str) -> Any:
    return lambda minor: tell_money(minor, currency)
