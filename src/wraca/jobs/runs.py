"""Runs: long work as people see it. Its progress is a row, so it survives a reload of the page."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import procrastinate.exceptions
from django.db import connections, transaction
from procrastinate.contrib.django import app as queue

from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.jobs.models import JobRun
from wraca.kit import clock
from wraca.kit.errors import Conflict, WracaError
from wraca.kit.language import _

#: Between two writes of the progress row.
PROGRESS_SECONDS = 0.5
#: A running job shows a sign of life at each write; without one for this long it was killed.
SILENT_SECONDS = 60

Work = Callable[["Progress"], dict]


class Progress:
    """What a work reports to: `progress(step, done, total)`. Writes at most twice a second, and at each new step."""

    def __init__(self, run_id: int):
        self.run_id = run_id
        self._step = ""
        self._written = 0.0

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        moment = time.monotonic()
        if step == self._step and done != total and moment - self._written < PROGRESS_SECONDS:
            return
        self._step, self._written = step, moment
        JobRun.objects.filter(pk=self.run_id).update(step=step, done=done, total=total, seen_at=clock.now())


def queue_run(kind: str, *, arguments: dict | None = None, started_by: int | None = None) -> JobRun:
    """A waiting run and its job, both or neither. Raises Conflict if one of this kind is waiting or running."""
    running = JobRun.objects.filter(kind=kind, state__in=[JobRun.WAITING, JobRun.RUNNING]).first()
    if running is not None:
        raise Conflict(_("This is already under way: {kind}, run {id}.").format(kind=kind, id=running.pk))
    try:
        with transaction.atomic():
            run = JobRun.objects.create(kind=kind, arguments=arguments or {}, started_by=started_by)
            queue.configure_task(f"wraca:{kind}", queueing_lock=kind, lock=kind).defer(run_id=run.pk)
    except procrastinate.exceptions.AlreadyEnqueued as cause:
        raise Conflict(_("This is already waiting in the queue: {kind}.").format(kind=kind)) from cause
    return run


def begin_run(kind: str, now: datetime, *, arguments: dict | None = None) -> JobRun:
    """A run that this process carries out itself, e.g. for the command line."""
    return JobRun.objects.create(
        kind=kind, state=JobRun.RUNNING, arguments=arguments or {}, started_at=now, seen_at=now
    )


def carry_out(run_id: int, work: Work, *, alert: str = "") -> dict:
    """Runs the work with its progress, keeps how it ended, and tells the owner if it failed."""
    JobRun.objects.filter(pk=run_id).update(
        state=JobRun.RUNNING, started_at=clock.now(), seen_at=clock.now(), ended_at=None, error=""
    )
    try:
        result = work(Progress(run_id))
    except BaseException as error:
        now = clock.now()
        sentence = _sentence(error)
        JobRun.objects.filter(pk=run_id).update(state=JobRun.FAILED, error=sentence, ended_at=now)
        if alert:
            raise_alert(alert, now, values={"run": run_id, "reason": sentence})
        raise
    now = clock.now()
    JobRun.objects.filter(pk=run_id).update(state=JobRun.DONE, result=result, ended_at=now)
    if alert:
        resolve_alert(alert, now)
    return result


def _sentence(error: BaseException) -> str:
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return _("It was interrupted.")
    return str(error) if isinstance(error, WracaError) else type(error).__name__


@contextlib.contextmanager
def told_beside(progress: Progress) -> Iterator[Callable[[str, int, int], None]]:
    """Progress written over a connection of its own: the orders are loaded in one transaction, and what it wrote would
    be seen when it is over."""
    with ThreadPoolExecutor(max_workers=1) as pool:

        def report(step: str, done: int, total: int) -> None:
            pool.submit(progress, step, done, total).result()

        try:
            yield report
        finally:
            pool.submit(connections.close_all).result()


def close_killed_runs(now: datetime) -> int:
    """Runs whose process was killed and whose job is gone end as failed. Returns how many.

    One whose job is still in the queue is taken up again by it.
    """
    silent = JobRun.objects.filter(state=JobRun.RUNNING, seen_at__lt=now - timedelta(seconds=SILENT_SECONDS))
    return silent.exclude(pk__in=_queued_run_ids()).update(
        state=JobRun.FAILED, error=_("It was interrupted."), ended_at=now
    )


def _queued_run_ids() -> list[int]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], args__has_key="run_id")
    return list(waiting.values_list("args__run_id", flat=True))
