"""The page itself: one page, light enough for a telephone on a train."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wraca.customers.freshness.queries import list_field_states
from wraca.customers.identity.queries import Person, list_links
from wraca.customers.names.greeting import FAMILIAR
from wraca.customers.names.queries import find_form_of_address, greeting_of
from wraca.customers.preferences.queries import find_preferences
from wraca.kit.clock import local_day, now
from wraca.portal import notices
from wraca.portal.answers import page, speak, visited
from wraca.portal.choosing import tell_consents, tell_preferences
from wraca.portal.queries import ORDERS_A_PAGE, Held, find_score, gather, list_purchases
from wraca.portal.telling import tell_fields, tell_inferences, tell_purchase
from wraca.portal.words import PROOFS
from wraca.surveys.actions import record_asked
from wraca.surveys.queries import Shown, next_question


@require_safe
@visited
def home(request: HttpRequest) -> HttpResponse:
    held, moment = gather(request.person), now()
    preferences = find_preferences(request.person.canonical_id)
    purchases = list_purchases(request.person, most=ORDERS_A_PAGE + 1)
    context = {
        "greeting": _greeting(held),
        "fields": tell_fields(held, list_field_states(request.person.canonical_id, moment)),
        "traits": _traits(held),
        "known_by": _known_by(request.person),
        "since": min(row.signed_up_at for row in held.rows.values()),
        "purchases": [tell_purchase(purchase) for purchase in purchases[:ORDERS_A_PAGE]],
        "has_more_purchases": len(purchases) > ORDERS_A_PAGE,
        "consents": tell_consents(request.person, speak(), request.shop.name, moment),
        "preferences": tell_preferences(preferences, local_day(moment, request.shop.zone)),
        "inferences": tell_inferences(find_score(request.person, moment, request.shop.zone), preferences),
        "infers": preferences.inference,
        "question": _question(request.person, moment),
        "notice": notices.find(request),
    }
    return notices.forget(page(request, "home.html", context))


def _greeting(held: Held) -> dict[str, Any]:
    customer = held.shown
    said = find_form_of_address(customer)
    greeting = greeting_of(customer, said, language=speak())
    return {
        "text": greeting.text,
        "formal": greeting_of(customer, said).text,
        "familiar": greeting_of(customer, said, style=FAMILIAR).text,
        "vocative": said.vocative if said else "",
        "gender": said.gender if said else "",
    }


def _traits(held: Held) -> list[tuple[str, object, str]]:
    """What systems told besides, as they called it: (name, value, source)."""
    return [
        (name.replace("_", " "), value, row.source)
        for row in held.rows.values()
        for name, value in sorted(row.traits.items())
    ]


def _known_by(person: Person) -> list[dict[str, Any]]:
    links = [link for link in list_links(person.member_ids) if link.until is None]
    return [
        {"value": link.identifier.value, "proof": PROOFS.get(link.proof, link.proof), "since": link.since}
        for link in links
    ]


def _question(person: Person, moment: datetime) -> Shown | None:
    question = next_question(person.canonical_id, moment, language=speak())
    if question:
        record_asked(person.canonical_id, question.code, moment)
    return question
