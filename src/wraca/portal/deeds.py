"""What a customer does on their page. Each is one action of a domain, then back to the section it was done in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from wraca.customers.freshness.actions import CORRECTABLE, confirm_field, correct_field
from wraca.customers.freshness.queries import list_field_states
from wraca.customers.freshness.telling import COLUMNS
from wraca.customers.names.actions import set_greeting
from wraca.customers.preferences.actions import dispute_inference, set_preferences
from wraca.customers.preferences.choices import INFERRED, PAUSE_DAYS, pause
from wraca.kit.clock import local_day, now
from wraca.kit.errors import InvalidInput
from wraca.portal.answers import visited
from wraca.portal.notices import REFUSED, SAME, SAVED, say
from wraca.portal.queries import list_topics

#: An e-mail address is changed by whoever reads its post (wraca.portal.new_address).
FIELDS = tuple(field for field in CORRECTABLE if field != "email")


def _field(request: HttpRequest) -> tuple[str, int]:
    """The field, and whose row of the person holds it."""
    field = request.POST.get("field", "")
    if field not in FIELDS:
        raise Http404
    state = list_field_states(request.person.canonical_id, now()).get(field)
    return field, state.customer_id if state else request.person.canonical_id


@require_POST
@visited
def correct(request: HttpRequest) -> HttpResponse:
    field, customer_id = _field(request)
    values = {column: request.POST[column] for column in COLUMNS[field] if column in request.POST}
    try:
        word = correct_field(customer_id, field, values, by=None, now=now())
    except InvalidInput:
        return say(REFUSED, field)
    return say(SAVED if word else SAME, field)


@require_POST
@visited
def confirm(request: HttpRequest) -> HttpResponse:
    field, customer_id = _field(request)
    try:
        confirm_field(customer_id, field, by=None, now=now())
    except InvalidInput:
        return say(REFUSED, field)
    return say(SAVED, field)


@require_POST
@visited
def greet(request: HttpRequest) -> HttpResponse:
    vocative, gender = request.POST.get("vocative", ""), request.POST.get("gender", "")
    try:
        said = set_greeting(request.person.canonical_id, vocative=vocative, gender=gender, by=None, now=now())
    except InvalidInput:
        return say(REFUSED, "greeting")
    return say(SAVED if said else SAME, "greeting")


@require_POST
@visited
def prefer(request: HttpRequest) -> HttpResponse:
    try:
        changed = set_preferences(request.person.canonical_id, read_wanted(request), now=now())
    except InvalidInput:
        return say(REFUSED, "letters")
    return say(SAVED if changed else SAME, "letters")


def read_wanted(request: HttpRequest) -> dict[str, Any]:
    """Of a form that has them all: a box that did not come was not ticked. Raises InvalidInput."""
    sent = request.POST
    offered = {str(topic.pk) for topic in list_topics()}
    topics = sorted({int(topic) for topic in sent.getlist("topics") if topic in offered})
    wanted: dict[str, Any] = {
        "how_often": sent.get("how_often", ""),
        # All of them, of today and of tomorrow.
        "topics": None if len(topics) == len(offered) else topics,
        "birthday": "birthday" in sent,
    }
    today = local_day(now(), request.shop.zone)
    if sent.get("pause") == "end":
        wanted["paused_until"] = None
    elif sent.get("pause"):
        if sent["pause"] not in map(str, PAUSE_DAYS):
            raise InvalidInput(f"a pause lasts one of {PAUSE_DAYS} days")
        wanted["paused_until"] = pause(int(sent["pause"]), today)
    return wanted


@require_POST
@visited
def dispute(request: HttpRequest) -> HttpResponse:
    what = request.POST.get("what", "")
    if what not in INFERRED:
        raise Http404
    wrong = request.POST.get("wrong") == "1"
    done = dispute_inference(request.person.canonical_id, what, wrong=wrong, now=now())
    return say(SAVED if done else SAME, "inferred")


@require_POST
@visited
def infer(request: HttpRequest) -> HttpResponse:
    """To object to conclusions is absolute, and at once."""
    wanted = {"inference": request.POST.get("inference") == "1"}
    done = set_preferences(request.person.canonical_id, wanted, now=now())
    return say(SAVED if done else SAME, "inferred")
