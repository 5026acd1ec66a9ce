"""The refresh of this installation: the settings' folders and engine, then the events that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.progress import Progress as StepProgress
from wraca.engine.progress import unheard
from wraca.engine.run import engine_for
from wraca.lifecycle.actions import append_stage_changes
from wraca.postgres.conninfo import conninfo_of
from wraca.refresh import run_refresh as refresh
from wraca.shop.queries import the_shop

Report = Callable[[StepProgress], None]


def run_refresh(
    now: datetime,
    *,
    as_of: date | None = None,
    engine: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    report: Report | None = None,
) -> dict[str, Any]:
    """Refresh the shop and append its changes of stage; a past day (`as_of`) appends nothing.

    progress is called with (step, steps done, steps in all); report with every detail of a step, as it starts and as it
    ends. Returns the manifest without its tables.
    """
    shop = the_shop()
    heard = report or (_told_to(progress) if progress else unheard)
    running = engine_for(engine or settings.ENGINE, settings.ENGINE_MEMORY_MB)
    try:
        manifest = refresh(
            running,
            Lake(settings.LAKE_FOLDER),
            Generations(settings.GENERATIONS_FOLDER),
            conninfo_of(settings.DATABASES["default"]),
            now,
            zone=shop.zone,
            as_of=as_of,
            report=heard,
        )
        appended = 0 if manifest["past"] else append_stage_changes(running, Generations(settings.GENERATIONS_FOLDER))
    finally:
        running.close()
    return {**manifest, "stage_changes_appended": appended}


def _told_to(progress: Callable[[str, int, int], None]) -> Report:
    def report(step: StepProgress) -> None:
        done = step.index if step.seconds is not None else step.index - 1
        progress(step.name, done, step.total)

    return report
