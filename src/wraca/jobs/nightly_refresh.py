"""The refresh as a job: each night, after a night missed, and by the console's button."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

from django.conf import settings

from wraca.demo.load import release_days
from wraca.jobs.models import JobRun
from wraca.jobs.nightly import is_due, last_published_at
from wraca.jobs.refresh import run_refresh
from wraca.jobs.runs import Progress, carry_out, queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict
from wraca.shop.queries import find_shop


def queue_refresh_if_due(now: datetime) -> bool:
    shop = find_shop()
    if shop is None:
        return False
    last_run = (
        JobRun.objects.filter(kind="refresh").order_by("-created_at").values_list("created_at", flat=True).first()
    )
    if not is_due(now, shop.zone, last_generation=last_published_at(settings.GENERATIONS_FOLDER), last_run=last_run):
        return False
    with contextlib.suppress(Conflict):
        queue_run("refresh", arguments={"nightly": True})
        return True
    return False


def carry_out_refresh(run_id: int) -> dict:
    arguments = JobRun.objects.get(pk=run_id).arguments
    as_of = date.fromisoformat(arguments["as_of"]) if arguments.get("as_of") else None

    def work(progress: Progress) -> dict:
        if as_of is None:
            release_days(clock.now(), progress)
        return run_refresh(clock.now(), as_of=as_of, progress=progress)

    return carry_out(run_id, work, alert="refresh_failed")
