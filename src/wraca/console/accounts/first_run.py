"""The first run: an empty folder becomes a shop with an owner, with the sample or without.

Open to anybody only while there is neither a shop nor an account. Two submissions at once make one shop: the table has
room for a single row, and the loser is shown the log-in.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from wraca.console.access import allows, first_run_only
from wraca.console.accounts.first_run_form import SAMPLE_CURRENCY, FirstRunForm, OwnerForm
from wraca.console.accounts.log_in import complete_log_in
from wraca.console.progress import JobProgress, describe_run
from wraca.console.words import speak
from wraca.jobs.models import JobRun
from wraca.jobs.runs import queue_run
from wraca.kit.errors import Conflict
from wraca.shop.actions import open_shop
from wraca.staff.actions import record_user
from wraca.staff.audit import record_deed
from wraca.staff.models import User
from wraca.staff.queries import has_users
from wraca.staff.roles import OWNER


@first_run_only
@never_cache
@sensitive_post_parameters()
def show_first_run(request: HttpRequest) -> HttpResponse:
    if has_users() and not _is_owner(request):
        return redirect("console:log-in")
    sent = request.POST or None
    shop = FirstRunForm(sent, initial={"language": speak(), "zone": "Europe/Warsaw", "currency": _usual_currency()})
    owner = None if _is_owner(request) else OwnerForm(sent)
    if sent and shop.is_valid() & (owner is None or owner.is_valid()):
        try:
            user = _open(request, shop.cleaned_data, owner.cleaned_data if owner else None)
        except Conflict:
            return redirect("console:log-in")
        return complete_log_in(request, user, _next(shop.cleaned_data["start"]))
    return render(request, "accounts/first_run.html", {"shop_form": shop, "owner_form": owner})


def _is_owner(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.role == OWNER


def _usual_currency() -> str:
    return "PLN" if speak() == "pl" else "EUR"


def _next(start: str) -> str:
    return "/getting-ready/" if start == "sample" else "/"


@transaction.atomic
def _open(request: HttpRequest, shop: dict[str, Any], owner: dict[str, Any] | None) -> User:
    """Shop, owner and the wish for a sample: all or nothing."""
    sample = shop["start"] == "sample"
    open_shop(
        name=shop["name"],
        currency=SAMPLE_CURRENCY if sample else shop["currency"],
        zone=shop["zone"],
        language=shop["language"],
        sample=sample,
    )
    user: User = (
        record_user(
            email=owner["email"],
            name=owner["owner_name"],
            role=OWNER,
            password=owner["password"],
            language=speak(),
            by=None,
        )
        if owner
        else request.user
    )
    record_deed(user.pk, "shop.opened", object_kind="shop", object_id=1, details={"sample": sample})
    if sample:
        queue_run("load_sample", started_by=user.pk)
    return user


@allows("see_today")
@require_GET
@never_cache
def show_getting_ready(request: HttpRequest) -> HttpResponse:
    """The sample being loaded, then computed; asks again until both have ended, so a reload loses nothing."""
    runs = list_steps()
    is_over = bool(runs) and not any(run.is_live for run in runs) and (len(runs) == 2 or runs[0].state == "failed")
    template = (
        "accounts/getting_ready_runs.html" if request.headers.get("HX-Request") else "accounts/getting_ready.html"
    )
    return render(request, template, {"runs": runs, "is_over": is_over, "has_failed": _has_failed(runs)})


def list_steps() -> list[JobProgress]:
    """The last load, and the refresh that followed it, if it has begun."""
    load = JobRun.objects.filter(kind="load_sample").order_by("-pk").first()
    if load is None:
        return []
    refresh = JobRun.objects.filter(kind="refresh", pk__gt=load.pk).order_by("pk").last()
    return [describe_run(run) for run in (load, refresh) if run]


def _has_failed(runs: list[JobProgress]) -> bool:
    return any(run.state == "failed" for run in runs)
