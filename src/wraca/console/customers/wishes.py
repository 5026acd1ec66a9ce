"""What a person wants of the shop, and what became of the messages to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from wraca.catalogue.models import Category
from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.person_queries import Gathered, gather
from wraca.console.messages.labels import STATES, TONES, kind_label, reason_text
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.preferences.choices import HOW_OFTEN, PAUSE_DAYS, pause
from wraca.customers.preferences.queries import find_preferences
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.messages.models import Message
from wraca.messages.queries import list_messages_of
from wraca.staff.audit import record_deed

OFTEN: Mapping[str, str | Promise] = {
    "each": pgettext_lazy("how often", "Each time there is news"),
    "weekly": pgettext_lazy("how often", "At most once a week"),
    "monthly": pgettext_lazy("how often", "At most once a month"),
    "important": pgettext_lazy("how often", "Only what is important"),
}
MESSAGES_SHOWN = 5


def show_wishes(gathered: Gathered, now: datetime, zone: str) -> dict[str, object]:
    """What templates/customers/wishes.html needs, and which conclusions are not to be relied on."""
    wishes = find_preferences(gathered.shown.pk)
    topics = wishes.topics
    return {
        "wishes": wishes,
        "wishes_often": OFTEN[wishes.how_often],
        "wishes_topics": None if topics is None else [_topic(row) for row in Category.objects.filter(pk__in=topics)],
        "is_paused": wishes.is_paused(clock.local_day(now, zone)),
        "often_choices": OFTEN.items(),
        "pauses": PAUSE_DAYS,
        "letters": [_letter(row) for row in list_messages_of(gathered.person.member_ids, most=MESSAGES_SHOWN)],
    }


def _topic(category: Category) -> str:
    return category.name or category.outside_id


def _letter(message: Message) -> dict[str, object]:
    return {
        "message": message,
        "kind": kind_label(message.kind),
        "state": STATES[message.state],
        "tone": TONES[message.state],
        "reason": reason_text(message.reason) if message.reason else "",
        "at": message.sent_at or message.created_at,
    }


@require_POST
@allows("change_customers")
def change_wishes(request: HttpRequest, customer_id: int) -> HttpResponse:
    """As the customer told a member of staff."""
    gathered = gather(customer_id)
    if gathered is None:
        raise Http404
    try:
        wanted = _read(request)
    except InvalidInput as unknown:
        raise Http404 from unknown
    changed = set_preferences(gathered.shown.pk, wanted, now=clock.now(), by=request.user.pk)
    if changed:
        details = {"names": list(changed)}
        record_deed(
            request.user.pk,
            "customer.wishes_told",
            object_kind="customer",
            object_id=gathered.shown.pk,
            details=details,
        )
    notices.say(request, _("Kept, with your name.") if changed else _("It stood so already."))
    return redirect(reverse("console:customer", args=[gathered.shown.pk]) + "#wishes")


def _read(request: HttpRequest) -> dict[str, object]:
    wanted: dict[str, object] = {"how_often": request.POST.get("how_often", "")}
    chosen = request.POST.get("pause", "")
    if chosen == "end":
        wanted["paused_until"] = None
    elif chosen in map(str, PAUSE_DAYS):
        wanted["paused_until"] = pause(int(chosen), clock.local_day(clock.now(), request.shop.zone))
    if wanted["how_often"] not in HOW_OFTEN or chosen not in ("", "end", *map(str, PAUSE_DAYS)):
        raise InvalidInput("expected how often, and a pause of some days")
    return wanted
