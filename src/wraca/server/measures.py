"""What a monitor wants to know, as numbers. What is not known is left out, never 0."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connection

from wraca.engine.manifests import Manifests
from wraca.jobs.models import Alert
from wraca.jobs.nightly import last_published_at
from wraca.jobs.watch import measure_queue


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def list_measures(now: datetime, *, data: Path, lake: Path, generations: Path) -> Iterator[Measure]:
    yield Measure("wraca_disk_free_bytes", "Free space on the data folder's disk.", shutil.disk_usage(data).free)
    published = last_published_at(generations)
    if published is not None:
        yield Measure(
            "wraca_generation_age_seconds",
            "Since the current generation was published.",
            round((now - published).total_seconds()),
        )
    yield from _lake_rows(lake)
    yield from _queue()
    for kind in sorted(Alert.objects.filter(resolved_at=None).values_list("kind", flat=True)):
        yield Measure("wraca_alert_open", "Troubles the owner has been told of.", 1, {"kind": kind})


def _queue() -> Iterator[Measure]:
    queue = measure_queue()
    for state, number in (("waiting", queue.waiting), ("running", queue.running), ("failed", queue.failed)):
        yield Measure("wraca_queue_jobs", "Jobs in the queue by state.", number, {"state": state})
    if queue.oldest_seconds is not None:
        yield Measure("wraca_queue_oldest_seconds", "Wait of the oldest job that could run.", queue.oldest_seconds)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        seen = cursor.fetchone()[0]
    if seen is not None:
        yield Measure("wraca_worker_seen_seconds", "Since a worker's last sign of life.", float(seen))


def _lake_rows(lake: Path) -> Iterator[Measure]:
    manifest = Manifests(lake).read()
    if manifest is None:
        return
    for table, entry in sorted(manifest.tables.items()):
        files = entry.files(lake / "tables" / table)
        try:
            rows = sum(_rows_in(str(path)) for path in files)
        except OSError:
            # A copy has just replaced it.
            continue
        yield Measure("wraca_lake_rows", "Rows of a table in the lake.", rows, {"table": table})


@functools.lru_cache(maxsize=10_000)
def _rows_in(path: str) -> int:
    """From the file's foot; a lake's file never changes."""
    return pq.read_metadata(path).num_rows


def prometheus_text(measures: Iterator[Measure]) -> str:
    lines, described = [], set()
    for measure in measures:
        if measure.name not in described:
            described.add(measure.name)
            lines += [f"# HELP {measure.name} {measure.help}", f"# TYPE {measure.name} gauge"]
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sorted(measure.labels.items()))
        name = f"{measure.name}{{{labels}}}" if labels else measure.name
        lines.append(f"{name} {measure.value:.15g}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
