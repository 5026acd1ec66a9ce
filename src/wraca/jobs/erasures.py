"""Erasures as jobs, queued by the console; and the files of those that were broken off."""

from __future__ import annotations

import contextlib
from typing import Any

from wraca.customers.rights.models import Erasure
from wraca.customers.rights.queries import find_erasure_of, list_unfinished_erasures
from wraca.jobs.erase_customer import erase_customer
from wraca.jobs.erased_files import finish_files
from wraca.jobs.models import JobRun
from wraca.jobs.runs import Progress, carry_out, queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict

ERASE, FINISH = "erase", "finish_erasures"


def queue_erasure(customer_id: int, *, started_by: int | None) -> JobRun:
    """Raises Conflict while another erasure is under way."""
    return queue_run(ERASE, arguments={"customer": customer_id}, started_by=started_by)


def find_erasure_run(customer_id: int) -> JobRun | None:
    """The job that erases, or erased, the customer; one that failed does not count: it can be begun again."""
    runs = JobRun.objects.filter(kind=ERASE, arguments__customer=customer_id).exclude(state=JobRun.FAILED)
    return runs.order_by("-id").first()


def carry_out_erasure(run_id: int) -> dict[str, Any]:
    """Safe to run again after a kill: what was erased is not erased again, its files are."""
    run = JobRun.objects.get(pk=run_id)
    customer_id = int(run.arguments["customer"])

    def work(progress: Progress) -> dict[str, Any]:
        progress("erasing")
        if find_erasure_of(customer_id) is None:
            erase_customer(customer_id, clock.now(), run.started_by)
        # While another refresh runs, `finish_erasures_if_due` comes back to it.
        with contextlib.suppress(Conflict):
            finish_files(clock.now(), progress)
        erasure = find_erasure_of(customer_id)
        return {"erasure": erasure.pk if erasure else None}

    return carry_out(run_id, work, alert="erasure_failed")


def finish_erasures_if_due() -> bool:
    """Files that an erasure left for later, e.g. because a kill or a refresh came between."""
    if not Erasure.objects.filter(files_done_at=None).exists():
        return False
    if JobRun.objects.filter(kind__in=[ERASE, "refresh"], state__in=[JobRun.WAITING, JobRun.RUNNING]).exists():
        return False
    with contextlib.suppress(Conflict):
        queue_run(FINISH)
        return True
    return False


def carry_out_finish(run_id: int) -> dict[str, Any]:
    def work(progress: Progress) -> dict[str, Any]:
        done = finish_files(clock.now(), progress)
        return {"done": done, "left": len(list_unfinished_erasures())}

    return carry_out(run_id, work, alert="erasure_failed")
