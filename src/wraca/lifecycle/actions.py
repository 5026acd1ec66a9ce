"""What the refresh tells the timeline: every change of stage, once."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ibis.expr.types import Table

from wraca.engine.duckdb_engine import read_table
from wraca.engine.generations import Generations
from wraca.engine.run import Engine
from wraca.engine.schema import Schema, TableFiles
from wraca.engine.steps import Step
from wraca.events.actions import OURS, NewEvent, record_events
from wraca.lifecycle.stages import POTENTIAL, STAGE_CHANGED, stage_change_key
from wraca.lifecycle.steps.stages import STAGE_CHANGES

BATCH = 10_000
#: Beside the generations: the id of the last one whose changes have all been told.
TOLD = "stages_told"


def append_stage_changes(engine: Engine, generations: Generations) -> int:
    """Append the changes of the current generation that were not told yet; returns how many were new.

    A change is told under (customer, day, stage), so telling it again adds nothing; what is known to have been told is
    not even tried. A history that a late order rewrites adds its new words and takes none back.
    """
    generation = generations.current()
    if generation is None:
        return 0
    new, scratch = 0, generations.folder / ".telling"
    with generation:
        tables = {"stage_changes": generation.tables()["stage_changes"], "told": _told(generations)}
        zone = ZoneInfo(generation.manifest["zone"])
        try:
            untold = read_table(engine.run(UNTOLD, tables, scratch / "untold"))
            for batch in untold.to_batches(BATCH):
                new += record_events([_event(row, zone) for row in batch.to_pylist()], source=OURS).new
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        (generations.folder / TOLD).write_text(generation.id, encoding="ascii")
    return new


def _told(generations: Generations) -> TableFiles:
    path = generations.folder / TOLD
    if path.exists():
        for listed in generations.list_():
            if listed.id == path.read_text(encoding="ascii").strip():
                names = [file["name"] for file in listed.manifest["tables"]["stage_changes"]["files"]]
                folder = generations.folder / listed.id / "stage_changes"
                return TableFiles(STAGE_CHANGES.schema, tuple(folder / name for name in names))
    return TableFiles(STAGE_CHANGES.schema)


def build_untold(stage_changes: Table, told: Table) -> Table:
    """To have signed up is no change of stage: the sign-up is an event of its own."""
    changes = stage_changes.filter(stage_changes.from_stage.notnull() | (stage_changes.to_stage != POTENTIAL))
    return changes.anti_join(told, ["customer_id", "day", "to_stage"])


UNTOLD = Step(
    "untold",
    ("stage_changes", "told"),
    Schema(STAGE_CHANGES.schema.columns, key=("day", "customer_id")),
    build_untold,
)


def _event(row: dict[str, Any], zone: ZoneInfo) -> NewEvent:
    # The last second of the day: after the order that caused it.
    at = datetime.combine(row["day"], time(23, 59, 59), zone).astimezone(UTC)
    return NewEvent(
        at=at,
        kind=STAGE_CHANGED,
        key=stage_change_key(row["customer_id"], row["day"], row["to_stage"]),
        customer_id=row["customer_id"],
        payload={
            "from": row["from_stage"],
            "to": row["to_stage"],
            "reason": row["reason"],
            "values": json.loads(row["reason_values"]),
        },
    )
