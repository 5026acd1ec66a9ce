"""Double opt-in: opening the letter's link shows a button; pressing it confirms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wraca.customers.consents.opt_in import DONE, OPEN, UNKNOWN, OptInState, confirm_opt_in, find_opt_in
from wraca.kit.clock import now
from wraca.messages.actions import end_suppression
from wraca.messages.models import Suppression
from wraca.portal.answers import page, portal
from wraca.portal.tracing import trace_of

_STATUS = {OPEN: 200, DONE: 200, UNKNOWN: 404}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return _show(request, find_opt_in(token, now()))
    state = confirm_opt_in(token, now=now(), trace=trace_of(request))
    if state.outcome == DONE and state.opt_in:
        # Whoever unsubscribed an address, or was erased, and confirms it anew wants its letters again.
        channel, address = state.opt_in.request.channel, state.opt_in.address
        for reason in (Suppression.UNSUBSCRIBED, Suppression.ERASED):
            end_suppression(channel, address, reason, now())
    return _show(request, state)


def _show(request: HttpRequest, state: OptInState) -> HttpResponse:
    """The words, as they were shown; nothing of the person."""
    wording = state.opt_in.request.wording.text if state.outcome == OPEN and state.opt_in else ""
    context = {"is_open": state.outcome == OPEN, "is_done": state.outcome == DONE, "wording": wording}
    return page(request, "confirm_subscription.html", context, status=_STATUS.get(state.outcome, 410))
