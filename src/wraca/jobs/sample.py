"""The sample shop as jobs: loaded and removed from the console, its held-back days let in each night."""

from __future__ import annotations

import contextlib

from wraca.demo.load import load_sample
from wraca.demo.remove import remove_sample
from wraca.jobs.runs import Progress, carry_out, queue_run, told_beside
from wraca.kit import clock
from wraca.kit.errors import Conflict


def carry_out_load(run_id: int) -> dict:
    def work(progress: Progress) -> dict:
        with told_beside(progress) as report:
            return load_sample(clock.now(), report)

    counts = carry_out(run_id, work)
    _refresh_next()
    return counts


def carry_out_removal(run_id: int) -> dict:
    counts = carry_out(run_id, remove_sample)
    _refresh_next()
    return counts


def _refresh_next() -> None:
    with contextlib.suppress(Conflict):
        queue_run("refresh")
