"""Jobs whose worker was killed: without this they would stay `doing` for ever."""

from __future__ import annotations

import logging

from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)

#: A job that kills its worker each time must not go round for ever.
MOST_ATTEMPTS = 3
SILENT_SECONDS = 15


async def take_back_stalled(jobs: JobManager, *, silent_seconds: float = SILENT_SECONDS) -> tuple[int, int]:
    """Puts stalled jobs back into the queue, or gives them up after MOST_ATTEMPTS. Returns (put back, given up)."""
    back = given_up = 0
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
        if job.attempts + 1 >= MOST_ATTEMPTS:
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
            given_up += 1
        elif await _put_back(jobs, job):
            back += 1
    if back or given_up:
        log.warning("stalled jobs: %d put back, %d given up after %d attempts", back, given_up, MOST_ATTEMPTS)
    return back, given_up


async def _put_back(jobs: JobManager, job: Job) -> bool:
    """False if its like is waiting already under the same lock: that one does the work, this one is dropped."""
    try:
        await jobs.retry_job(job)
    except (AlreadyEnqueued, UniqueViolation):
        await jobs.finish_job(job, Status.ABORTED, delete_job=True)
        return False
    return True
