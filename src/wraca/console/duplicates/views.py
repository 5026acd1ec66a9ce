"""Side by side, why they match, and what it is: one person, two people, or a question for later."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.merging import choices_of, side_of
from wraca.console.customers.profile import find
from wraca.console.duplicates.labels import RULES, certainty, describe
from wraca.console.progress import describe_run
from wraca.console.system.queries import find_live_run
from wraca.customers.duplicates import actions, queries
from wraca.customers.duplicates.models import DuplicatePair
from wraca.jobs import check_newcomers, find_duplicates
from wraca.jobs.runs import queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict, InvalidInput, WracaError
from wraca.staff.audit import record_deed


@allows("merge_customers")
@require_GET
def review(request: HttpRequest, pair_id: int | None = None) -> HttpResponse:
    now = clock.now()
    pairs = queries.list_open_pairs(now)
    pair = pairs.filter(pk=pair_id).first() if pair_id else pairs.first()
    if pair is None and pair_id:
        # Decided meanwhile: the next one.
        return redirect("console:customer-duplicates")
    live = find_live_run((find_duplicates.KIND, check_newcomers.KIND))
    model = queries.find_model()
    context = {
        "left_over": queries.count_open_pairs(now),
        "pair": pair,
        "searched_at": model[1] if model else None,
        "job": describe_run(live) if live else None,
        **(_shown(pair) if pair else {}),
    }
    return render(request, "duplicates/review.html", context)


def _shown(pair: DuplicatePair) -> dict[str, Any]:
    here, there = find(pair.left_id), find(pair.right_id)
    return {
        "sides": [side_of(here), side_of(there)],
        "choices": choices_of(here, there),
        "reasons": describe(pair.reasons),
        "certainty": certainty(pair.probability),
        "rule": RULES.get(pair.rule),
    }


@allows("merge_customers")
@require_POST
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair, decision = _find(pair_id), request.POST.get("decision", "")
    try:
        if decision == DuplicatePair.MERGED:
            _merge(request, pair)
        else:
            actions.decide(pair.pk, decision, now=clock.now(), by=request.user.pk)
            details = {"left": pair.left_id, "right": pair.right_id, "decision": decision}
            record_deed(
                request.user.pk, "duplicate.decided", object_kind="duplicate", object_id=pair.pk, details=details
            )
    except (Conflict, InvalidInput):
        notices.complain(request, _("Nothing was decided: somebody else was quicker, or orders are being loaded."))
        return redirect("console:customer-duplicates")
    said = {
        DuplicatePair.MERGED: _("The two are one person now."),
        DuplicatePair.DIFFERENT: _("Noted: two people. They will not be shown together again."),
        DuplicatePair.LATER: _("Put off: the pair comes back in 30 days."),
    }
    notices.say(request, said[decision], undo_url=reverse("console:customer-duplicate-undo", args=[pair.pk]))
    return redirect("console:customer-duplicates")


def _merge(request: HttpRequest, pair: DuplicatePair) -> None:
    right_stays = request.POST.get("stays") == str(pair.right_id)
    goes, stays = (pair.left_id, pair.right_id) if right_stays else (pair.right_id, pair.left_id)
    fields = {
        choice.field: choice.here.customer_id
        for choice in choices_of(find(goes), find(stays))
        if choice.differ and request.POST.get(choice.field) == str(choice.here.customer_id)
    }
    find_duplicates.merge_pair(pair.pk, now=clock.now(), by=request.user.pk, into=stays, fields=fields)


@allows("merge_customers")
@require_POST
def undo(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = _find(pair_id)
    try:
        find_duplicates.take_back(pair.pk, now=clock.now(), by=request.user.pk)
    except (Conflict, InvalidInput):
        notices.complain(request, _("Nothing was undone: somebody else was quicker, or orders are being loaded."))
        return redirect("console:customer-duplicates")
    record_deed(request.user.pk, "duplicate.reopened", object_kind="duplicate", object_id=pair.pk)
    notices.say(request, _("Taken back; everything is as it was."))
    return redirect("console:customer-duplicate", pair.pk)


def _find(pair_id: int) -> DuplicatePair:
    try:
        return queries.find_pair(pair_id)
    except InvalidInput as cause:
        raise Http404 from cause


@allows("run_jobs")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    try:
        run = queue_run(find_duplicates.KIND, started_by=request.user.pk)
    except WracaError as refusal:
        notices.complain(request, str(refusal))
        return redirect("console:customer-duplicates")
    record_deed(request.user.pk, "duplicate.search_started", object_kind="job", object_id=run.pk)
    return redirect("console:customer-duplicates")
