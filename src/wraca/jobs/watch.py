"""What is looked at every minute, and told to the owner until it is mended: queue, disk, killed runs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from wraca.connectors.queries import end_interrupted
from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.jobs.deliver_messages import watch_outbox
from wraca.jobs.runs import close_killed_runs

DISK_LOW_BYTES = 1_000_000_000
QUEUE_STUCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: int
    running: int
    #: Within the last day; older ones are history.
    failed: int
    #: Seconds since the oldest job that could run was to run; None if none waits.
    oldest_seconds: float | None


def measure_queue() -> Queue:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
                   count(*) FILTER (WHERE status = 'failed' AND ended_at > now() - interval '1 day'),
                   extract(epoch FROM now() - min(ready_at) FILTER (WHERE status = 'todo' AND ready_at <= now()))
            FROM (
              SELECT job.status, (
                SELECT max(event.at) FROM procrastinate_events AS event WHERE event.job_id = job.id) AS ended_at,
              coalesce(job.scheduled_at, (
                SELECT max(event.at) FROM procrastinate_events AS event
                WHERE event.job_id = job.id AND event.type IN ('deferred', 'deferred_for_retry'))) AS ready_at
              FROM procrastinate_jobs AS job WHERE job.status IN ('todo', 'doing', 'failed')
            ) AS jobs
            """
        )
        waiting, running, failed, oldest = cursor.fetchone()
    return Queue(waiting, running, failed, None if oldest is None else float(oldest))


def watch(now: datetime, data: Path) -> None:
    close_killed_runs(now)
    end_interrupted(now)
    _watch_queue(now)
    watch_outbox(now)
    free = shutil.disk_usage(data).free
    if free < DISK_LOW_BYTES:
        raise_alert("disk_low", now, values={"free_bytes": free})
    else:
        resolve_alert("disk_low", now)


def _watch_queue(now: datetime) -> None:
    queue = measure_queue()
    if queue.oldest_seconds is not None and queue.oldest_seconds > QUEUE_STUCK.total_seconds():
        raise_alert(
            "queue_stuck", now, values={"waiting": queue.waiting, "oldest_seconds": round(queue.oldest_seconds)}
        )
    else:
        resolve_alert("queue_stuck", now)
    if queue.failed:
        raise_alert("jobs_failed", now, values={"failed": queue.failed})
    else:
        resolve_alert("jobs_failed", now)
