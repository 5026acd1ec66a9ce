"""The charts of the life cycle drawn before anybody asks: at a million customers the first visitor waited for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from wraca.console.charts import Chart, kept
from wraca.console.lifecycle import pictures, queries
from wraca.console.reading import as_of, find_reader
from wraca.console.words import SPOKEN
from wraca.engine.reader import Reader

#: Beside the charts: the generation that they were drawn for.
DRAWN_FOR = "drawn_for"
NEEDS = ("stage_months", "stage_flows", "pareto", "halves", "cohorts", "tracking")


def draw_ahead() -> int:
    """Draws for a generation that is new, in both languages and widths; returns how many charts."""
    reader = find_reader()
    mark = kept.folder() / DRAWN_FOR
    if reader is None or not all(reader.has(table) for table in NEEDS):
        return 0
    generation = f"{reader.generation.id} {reader.generation.manifest.get('published_at')}"
    if mark.exists() and mark.read_text(encoding="ascii") == generation:
        return 0
    drawn = 0
    for language in SPOKEN:
        with translation.override(language):
            for chart in list_charts(reader):
                drawn += bool(chart.svg and chart.svg_narrow)
    kept.drop_oldest()
    kept.folder().mkdir(parents=True, exist_ok=True)
    mark.write_text(generation, encoding="ascii")
    return drawn


def list_charts(reader: Reader) -> Iterator[Chart]:
    """Those that the tabs show, by the same words and figures: a drawing is found again by its content."""
    charts = [
        pictures.stage_months(queries.list_stage_months(reader)),
        *(pictures.flows(queries.list_flows(reader, days), days) for days in (30, 90)),
        pictures.pareto(queries.list_pareto(reader), queries.find_halves(reader)),
        pictures.cohorts(queries.list_cohorts(reader), as_of(reader)),
        pictures.tracking(queries.list_tracking(reader)),
        pictures.calibration(queries.list_calibration(reader) if reader.has("calibration") else []),
    ]
    return (chart for chart in charts if not chart.is_empty)
