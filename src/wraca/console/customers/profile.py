"""One customer's page: who it is, where in life, what to expect, and all that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wraca.console.access import allows
from wraca.console.consents.card import show_consents
from wraca.console.customers import person_queries
from wraca.console.customers.cells import name_of
from wraca.console.customers.greeting import tell_greeting
from wraca.console.customers.held import list_held
from wraca.console.customers.labels import IDENTIFIERS, PROOFS
from wraca.console.customers.notes import show_told
from wraca.console.customers.person_queries import Gathered
from wraca.console.customers.score import Score, find_score
from wraca.console.customers.timeline import TYPES, moments
from wraca.console.customers.wishes import show_wishes
from wraca.console.duplicates.hints import list_hints, tell_rule
from wraca.console.lifecycle.pictures import inside_of
from wraca.console.lifecycle.queries import list_tracking
from wraca.console.lists.pages import chip
from wraca.console.reading import as_of, find_reader, once, published_at
from wraca.customers.identity.queries import Person
from wraca.customers.preferences.queries import find_preferences
from wraca.customers.rights.queries import find_erasure_of, find_open_request
from wraca.engine.reader import Reader
from wraca.events.models import Event
from wraca.events.queries import list_timeline
from wraca.kit import clock
from wraca.staff.roles import may

TIMELINE_ROWS = 30
ORDERS_ROWS = 10
SPELLS_ROWS = 6


def find(customer_id: int) -> Gathered:
    gathered = person_queries.gather(customer_id)
    if gathered is None or gathered.shown.erased_at:
        raise Http404
    return gathered


@allows("see_customers")
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Of somebody merged away: the page of the person they are; of somebody erased: that they are."""
    if find_erasure_of(customer_id):
        return redirect("console:customer-erased", customer_id)
    gathered = find(customer_id)
    person, members = gathered.shown, gathered.person.member_ids
    if person.pk != customer_id:
        return redirect("console:customer", person.pk)
    reader = find_reader()
    score = find_score(reader, person, clock.now(), request.shop)
    changes = person_queries.list_stage_changes(reader, person.pk) if reader else []
    lived = [*changes, *_change_since(changes, score)]
    context = {
        "person": person,
        "gathered": gathered,
        "merged": merges_of(gathered),
        "same_as": list_hints(person.pk, clock.now()) if may(request.user.role, "merge_customers") else [],
        "name": name_of(vars(person)),
        "asks_to_be_erased": find_open_request(members),
        "summary": person_queries.find_summary(person.pk),
        "score": score,
        "weeks_judged": _judged(reader),
        "greeting": tell_greeting(person),
        "consents": show_consents(person.pk, members),
        **show_wishes(gathered, clock.now(), request.shop.zone),
        "held": list_held(gathered, clock.now()),
        **show_told(gathered, clock.now()),
        "orders": person_queries.list_orders(members, ORDERS_ROWS),
        "products": person_queries.list_favourite_products(members),
        "categories": person_queries.list_favourite_categories(members),
        "links": _known_by(members),
        **_life(lived, score.as_of if score else None),
        "published_at": published_at(reader) if reader else None,
        **_timeline(request, members, _superseded(reader, gathered.person, changes)),
    }
    return render(request, "customers/profile.html", context)


def _judged(reader: Reader | None) -> tuple[int, int]:
    """Weeks whose orders lay inside their band, of how many."""
    if reader is None or not reader.has("tracking"):
        return 0, 0
    return once(reader, "judged_weeks", lambda: inside_of(list_tracking(reader)))


def _change_since(changes: list[dict[str, Any]], score: Score | None) -> list[dict[str, Any]]:
    """What happened after the refresh: the stage that the score says now, where the history does not end with it."""
    if score is None or score.stage_since is None or not changes or changes[-1]["to_stage"] == score.stage:
        return []
    return [{"day": score.stage_since, "to_stage": score.stage}] if score.stage_since >= changes[-1]["day"] else []


def _life(changes: list[dict[str, Any]], until: date | None) -> dict[str, Any]:
    spells = person_queries.stage_spells(changes, until) if until and changes else []
    latest = spells[::-1][:SPELLS_ROWS]
    return {
        "spells": spells,
        "strip": person_queries.strip_of(spells),
        "latest_spells": latest,
        "hidden_spells": len(spells) - len(latest),
    }


def merges_of(gathered: Gathered) -> list[dict[str, Any]]:
    """What made the person one, latest first."""
    users = person_queries.names_of_staff([merge.by for merge in gathered.merges if merge.by])
    return [
        {
            "merge": merge,
            "name": name_of(vars(merge.from_customer)),
            "into_name": name_of(vars(merge.into_customer)),
            "by": users.get(merge.by) if merge.by else None,
            "because": "" if merge.by else tell_rule(merge),
        }
        for merge in gathered.merges
    ]


def _known_by(customer_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Beside e-mail and phone as such, what else and since when: with the proofs in words."""
    return [
        {
            **known,
            "label": IDENTIFIERS.get(known["identifier"].kind, known["identifier"].kind),
            "proofs": ", ".join(str(PROOFS[proof]) for proof in PROOFS if proof in known["proofs"]),
        }
        for known in person_queries.list_known_by(customer_ids)
    ]


@allows("see_customers")
def customer_timeline(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The next, older part of the timeline: a fragment for htmx, a page of its own without it."""
    gathered = find(customer_id)
    person = gathered.shown
    reader = find_reader()
    changes = person_queries.list_stage_changes(reader, person.pk) if reader else []
    hidden = _superseded(reader, gathered.person, changes)
    shown = _timeline(request, gathered.person.member_ids, hidden)
    context = {"person": person, "name": name_of(vars(person)), **shown}
    template = "customers/timeline.html" if request.headers.get("HX-Request") else "customers/timeline_page.html"
    return render(request, template, context)


def _superseded(reader: Reader | None, person: Person, changes: list[dict[str, Any]]) -> list[int]:
    """Whoever objects to conclusions has no history of them."""
    if not find_preferences(person.canonical_id).inference:
        return person_queries.list_superseded(person, [], date.max)
    return person_queries.list_superseded(person, changes, as_of(reader)) if reader else []


def _timeline(request: HttpRequest, customer_ids: Sequence[int], hidden: list[int]) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    page = list_timeline(
        customer_ids,
        kinds=_kinds(customer_ids, shown),
        without=hidden,
        before=_before(request.GET),
        limit=TIMELINE_ROWS,
    )
    return {
        "moments": moments(page.events, request.shop.currency),
        "next_before": f"{page.next_before[0].isoformat()}~{page.next_before[1]}" if page.next_before else "",
        "shown": shown,
        "types": chip(request.GET, "show", "", {code: label for code, (label, _starts) in TYPES.items()}),
    }


def _kinds(customer_ids: Sequence[int], shown: str) -> list[str]:
    """The person's kinds of the chosen type; one that cannot be where the person has none of them."""
    if shown not in TYPES:
        return []
    starts = TYPES[shown][1]
    present = Event.objects.filter(customer_id__in=customer_ids).values_list("kind", flat=True).distinct()
    return [kind for kind in present if kind.partition(".")[0] in starts] or ["none.none"]


def _before(query: Mapping[str, Any]) -> tuple[datetime, int] | None:
    at, _tilde, event_id = str(query.get("before", "")).partition("~")
    try:
        return datetime.fromisoformat(at.replace(" ", "+")), int(event_id)
    except ValueError:
        return None
