"""The outbox: what left, what waits, what was held back and why."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.lists.pages import PAGE_SIZE, Page, chip, page_number
from wraca.console.messages.labels import STATES, TONES, kind_label, reason_text
from wraca.messages.actions import note_unknown as note
from wraca.messages.models import Message
from wraca.messages.queries import list_messages, list_senders
from wraca.staff.audit import record_deed


@allows("see_messages")
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    number, state = page_number(request.GET), request.GET.get("state", "")
    found, total = list_messages(state=state, first=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)
    rows = [_row(message) for message in found]
    context = {
        "rows": rows,
        "page": Page(rows, number, total, number * PAGE_SIZE < total),
        "total": total,
        "chips": [chip(request.GET, "state", _("State"), STATES)],
        "is_filtered": bool(state),
        "has_sender": request.shop.sample or any(sender.chosen for sender in list_senders()),
        "has_server": request.shop.sample or settings.SMTP is not None,
    }
    return render(request, "messages/outbox.html", context)


def _row(message: Message) -> dict[str, object]:
    return {
        "message": message,
        "kind": kind_label(message.kind),
        "state": STATES[message.state],
        "tone": TONES[message.state],
        "reason": reason_text(message.reason) if message.reason else "",
        "is_open": message.state == Message.UNKNOWN and message.reason != "noted",
    }


@allows("see_messages")
@require_POST
def note_unknown(request: HttpRequest, message_id: int) -> HttpResponse:
    if not note(message_id):
        raise Http404
    record_deed(request.user.pk, "message.noted", object_kind="message", object_id=message_id)
    notices.say(request, _("Noted. It is not sent again."))
    return HttpResponseRedirect(reverse("console:messages"))
