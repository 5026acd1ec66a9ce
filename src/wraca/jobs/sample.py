"""The sample shop as jobs: loaded and removed from the console, its held-back days let in each night."""

from __future__ import annotations

import contextlib

from django.conf import settings

from wraca.demo.load import load_sample
from wraca.demo.remove import remove_sample
from wraca.engine.lake import Lake
from wraca.jobs.runs import carry_out, queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict


def carry_out_load(run_id: int) -> dict:
    counts = carry_out(run_id, lambda progress: load_sample(clock.now(), progress))
    _refresh_next()
    return counts


def carry_out_removal(run_id: int) -> dict:
    counts = carry_out(run_id, remove_sample)
    # The timeline's rows are never deleted but here, so the lake keeps no account of them.
    Lake(settings.LAKE_FOLDER).forget()
    _refresh_next()
    return counts


def _refresh_next() -> None:
    with contextlib.suppress(Conflict):
        queue_run("refresh")
