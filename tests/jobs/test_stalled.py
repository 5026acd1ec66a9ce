import asyncio
from types import SimpleNamespace

from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from wraca.jobs.stalled import MOST_ATTEMPTS, take_back_stalled


class Jobs:
    """The queue as `take_back_stalled` sees it."""

    def __init__(self, *attempts: int):
        self.stalled = [SimpleNamespace(id=number, attempts=each) for number, each in enumerate(attempts)]
        self.retried, self.finished = [], []

    async def get_stalled_jobs(self, seconds_since_heartbeat):
        return self.stalled

    async def retry_job(self, job):
        self.retried.append(job.id)

    async def finish_job(self, job, status, delete_job):
        self.finished.append((job.id, status, delete_job))


def test_stalled_job_is_put_back_until_it_was_tried_too_often():
    jobs = Jobs(0, MOST_ATTEMPTS - 2, MOST_ATTEMPTS - 1)
    assert asyncio.run(take_back_stalled(jobs)) == (2, 1)
    assert jobs.retried == [0, 1]
    assert jobs.finished == [(2, Status.FAILED, False)]


def test_stalled_job_whose_like_waits_already_is_dropped_and_holds_up_no_other():
    class Crowded(Jobs):
        async def retry_job(self, job):
            if job.id == 0:
                raise UniqueViolation(constraint_name="queueing_lock", queueing_lock="consider_refresh")
            await super().retry_job(job)

    jobs = Crowded(0, 0)
    assert asyncio.run(take_back_stalled(jobs)) == (1, 0)
    assert jobs.retried == [1]
    assert jobs.finished == [(0, Status.ABORTED, True)]
