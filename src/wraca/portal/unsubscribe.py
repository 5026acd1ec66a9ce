"""Out, from the link under a letter: no log-in, no cookie, no question.

Looking at the page changes nothing, as scanners look at every link. A POST takes the consent back at once, however
often it comes (RFC 8058: mail programs send it by themselves). The link says which message it stood under and opens
nothing of the person: no name, no address; what can be chosen here only makes the shop quieter.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from wraca.customers.consents.actions import Trace
from wraca.customers.identity.queries import Person, find_person
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.preferences.choices import only_quieter
from wraca.customers.preferences.queries import find_preferences
from wraca.kit.clock import local_day, now
from wraca.kit.errors import InvalidInput
from wraca.messages.actions import suppress
from wraca.messages.models import Message, Suppression
from wraca.messages.unsubscribing import find_unsubscribed
from wraca.portal.answers import page, portal
from wraca.portal.choosing import only_less, tell_preferences
from wraca.portal.consenting import is_agreed, withdraw
from wraca.portal.deeds import read_wanted
from wraca.portal.tracing import trace_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    message = find_unsubscribed(token)
    if message is None:
        return page(request, "unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        _withdraw(message, trace_of(request))
    return _show(request, message, token, done=request.method == "POST")


@transaction.atomic
def _withdraw(message: Message, trace: Trace) -> None:
    """Of the person, and of the address: who reads it wants no more, whatever other customers gave it."""
    person = _person(message)
    if person:
        withdraw(person, message.channel, now(), source="link", trace=trace)
    if message.address:
        suppress(message.channel, message.address, Suppression.UNSUBSCRIBED, now(), evidence={"message": message.pk})


@csrf_exempt
@require_POST
@portal(has_token=True)
def prefer(request: HttpRequest, token: str) -> HttpResponse:
    message = find_unsubscribed(token)
    person = _person(message) if message else None
    if message is None or person is None:
        return page(request, "unsubscribe_unknown.html", status=404)
    try:
        wanted = {name: value for name, value in read_wanted(request).items() if name != "birthday"}
        stands = find_preferences(person.canonical_id)
        set_preferences(person.canonical_id, only_quieter(wanted, stands), now=now())
    except InvalidInput:
        return _show(request, message, token, status=400)
    return _show(request, message, token, saved=True)


def _person(message: Message) -> Person | None:
    return find_person(message.customer_id) if message.customer_id else None


def _show(
    request: HttpRequest, message: Message, token: str, *, done: bool = False, saved: bool = False, status: int = 200
) -> HttpResponse:
    person = _person(message)
    preferences = find_preferences(person.canonical_id) if person else None
    today = local_day(now(), request.shop.zone)
    context = {
        "token": token,
        "done": done,
        "saved": saved,
        "here": f"/u/{token}",
        "is_out": done or not (person and is_agreed(person, message.channel)),
        "preferences": only_less(tell_preferences(preferences, today)) if preferences else None,
    }
    return page(request, "unsubscribe.html", context, status=status)
