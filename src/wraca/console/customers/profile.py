"""One customer's page: who it is, where in life, what to expect, and all that happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wraca.console.access import allows
from wraca.console.customers import person_queries
from wraca.console.customers.cells import name_of
from wraca.console.customers.greeting import tell_greeting
from wraca.console.customers.labels import CHANNELS
from wraca.console.customers.score import Score, find_score
from wraca.console.customers.timeline import TYPES, moments
from wraca.console.lists.pages import chip
from wraca.console.reading import as_of, find_reader, published_at
from wraca.customers.models import Customer
from wraca.engine.reader import Reader
from wraca.events.models import Event
from wraca.events.queries import list_timeline
from wraca.kit import clock

TIMELINE_ROWS = 30
ORDERS_ROWS = 10
SPELLS_ROWS = 6


def _find(customer_id: int) -> Customer:
    customer = person_queries.find_customer(customer_id)
    if customer is None:
        raise Http404
    return customer


@allows("see_customers")
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    person = _find(customer_id)
    reader = find_reader()
    score = find_score(reader, person, clock.now(), request.shop)
    changes = person_queries.list_stage_changes(reader, person.pk) if reader else []
    lived = [*changes, *_change_since(changes, score)]
    context = {
        "person": person,
        "name": name_of(vars(person)),
        "summary": person_queries.find_summary(person.pk),
        "score": score,
        "greeting": tell_greeting(person),
        "consents": _consents(person.pk),
        "orders": person_queries.list_orders(person.pk, ORDERS_ROWS),
        "products": person_queries.list_favourite_products(person.pk),
        "categories": person_queries.list_favourite_categories(person.pk),
        **_life(lived, score.as_of if score else None),
        "published_at": published_at(reader) if reader else None,
        **_timeline(request, person.pk, _superseded(reader, person.pk, changes)),
    }
    return render(request, "customers/profile.html", context)


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


def _consents(customer_id: int) -> list[dict[str, Any]]:
    """Every channel, with the last word on it or none."""
    said = {record.channel: record for record in person_queries.list_consents(customer_id)}
    return [{"channel": code, "label": label, "record": said.get(code)} for code, label in CHANNELS.items()]


@allows("see_customers")
def customer_timeline(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The next, older part of the timeline: a fragment for htmx, a page of its own without it."""
    person = _find(customer_id)
    reader = find_reader()
    changes = person_queries.list_stage_changes(reader, person.pk) if reader else []
    hidden = _superseded(reader, person.pk, changes)
    context = {"person": person, "name": name_of(vars(person)), **_timeline(request, person.pk, hidden)}
    template = "customers/timeline.html" if request.headers.get("HX-Request") else "customers/timeline_page.html"
    return render(request, template, context)


def _superseded(reader: Reader | None, customer_id: int, changes: list[dict[str, Any]]) -> list[int]:
    return person_queries.list_superseded(customer_id, changes, as_of(reader)) if reader else []


def _timeline(request: HttpRequest, customer_id: int, hidden: list[int]) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    page = list_timeline(
        customer_id,
        kinds=_kinds(customer_id, shown),
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


def _kinds(customer_id: int, shown: str) -> list[str]:
    """The person's kinds of the chosen type; one that cannot be where the person has none of them."""
    if shown not in TYPES:
        return []
    starts = TYPES[shown][1]
    present = Event.objects.filter(customer_id=customer_id).values_list("kind", flat=True).distinct()
    return [kind for kind in present if kind.partition(".")[0] in starts] or ["none.none"]


def _before(query: Mapping[str, Any]) -> tuple[datetime, int] | None:
    at, _tilde, event_id = str(query.get("before", "")).partition("~")
    try:
        return datetime.fromisoformat(at.replace(" ", "+")), int(event_id)
    except ValueError:
        return None
