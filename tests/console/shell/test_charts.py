from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from wraca.console import charts
from wraca.console.charts import drawing
from wraca.console.charts.chart import NARROW
from wraca.console.charts.colours import light_colours, to_literal
from wraca.console.charts.flows import LABEL_GAP, lay_ribbons, spread_labels, stack_blocks
from wraca.console.shell.style import sample_charts
from wraca.console.stages import STAGES

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["line", "tracking", "bars", "intervals", "stacked", "flows", "pareto", "cohorts", "histogram", "calibration"]


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[str, str]]:
    """Each sample at both widths, in Polish."""
    with translation.override("pl"):
        return {name: (chart.svg, chart.svg_narrow) for name, chart in sample_charts().items()}


@pytest.mark.parametrize("name", NAMES)
def test_chart_is_named_and_its_marks_have_tooltips(name, drawn):
    for svg in drawn[name]:
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert len(list(root.iter(f"{SVG}title"))) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_chart_asks_for_nothing_from_outside_and_styles_nothing_inline(name, drawn):
    for svg in drawn[name]:
        assert re.findall(r"https?://(?!www\.w3\.org)", svg) == []
        assert "style=" not in svg
        assert "<style" not in svg
        assert "<script" not in svg
        assert "var(--" in svg


@pytest.mark.parametrize("name", NAMES)
def test_chart_has_a_table_as_wide_as_its_heads(name):
    chart = sample_charts()[name]
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.columns)}


@pytest.mark.parametrize("name", NAMES)
def test_printed_chart_has_no_variables_left(name):
    chart = sample_charts()[name]
    assert "var(--" not in chart.print_svg()
    assert "http" not in to_literal(drawing.json.dumps(chart.specify(NARROW)["config"]))


def test_png_for_mail_is_a_png():
    chart = sample_charts()["bars"]
    assert drawing.draw_png(chart.specify(480), "pl")[:8] == b"\x89PNG\r\n\x1a\n"


def test_same_data_gives_the_same_bytes():
    spec = sample_charts()["line"].specify(640)
    first = drawing._draw.__wrapped__(drawing.json.dumps(spec, sort_keys=True), "x", "pl")
    assert drawing._draw.__wrapped__(drawing.json.dumps(spec, sort_keys=True), "x", "pl") == first


def test_numbers_and_months_are_polish_on_the_axes(drawn):
    assert "1\u00a0500" in drawn["stacked"][0]
    assert "gru 26" in drawn["stacked"][0]
    assert "40\u00a0%" in drawn["pareto"][0]


def test_without_data_a_chart_says_what_will_come():
    orders = charts.Measure("Orders")
    for chart in (
        charts.line([], orders, title="t", note="n"),
        charts.bars([charts.Bar("a", None)], orders, title="t", note="n"),
        charts.histogram([charts.Bin(0, 10, 0)], orders, title="t", note="n"),
        charts.flows([charts.Flow("core", "core", 0)], title="t", note="n", then="then", now="now"),
        charts.cohorts([charts.CohortCell(date(2026, 1, 1), 0, 5, 5)], title="t", note="n"),
        charts.pareto([], title="t", note="n"),
    ):
        assert chart.is_empty
        assert chart.empty_text


def test_unknown_days_are_left_out_not_drawn_as_zero():
    days = [date(2026, 11, 1) + timedelta(days=at) for at in range(3)]
    chart = charts.line(
        [charts.Point(days[0], 4), charts.Point(days[1], None), charts.Point(days[2], 6)],
        charts.Measure("Orders"), title="t", note="n",
    )  # fmt: skip
    assert [row["value"] for row in chart.specify(640)["data"]["values"]] == [4, 6]


def test_money_is_drawn_in_whole_units_and_said_with_its_currency():
    chart = charts.bars([charts.Bar("a", 123456)], charts.Measure("Revenue", "money", "PLN"), title="t", note="n")
    (row,) = chart.specify(640)["data"]["values"]
    # From a thousand on a chart leaves the minor units out.
    assert (row["value"], row["say"].replace("\u00a0", " ")) == (1234.56, "a: 1,235 PLN")


def test_every_colour_of_a_stage_is_a_token():
    assert {f"stage-{name}" for name in ("potential", "first", "repeat", "core", "leaving")} <= set(light_colours())
    with pytest.raises(KeyError):
        to_literal("var(--no-such-colour)")


def test_sparkline_draws_the_known_values_only():
    assert charts.sparkline([3], title="t") == ""
    assert charts.sparkline([None, 3, None], title="t") == ""
    line = ElementTree.fromstring(charts.sparkline([1, None, 3], title="t")).find("polyline")
    # 96 by 28 with a margin of 3: from the bottom left to the top right.
    assert line.get("points") == "3.0,25.0 93.0,3.0"


stage_codes = st.sampled_from(list(STAGES))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.tuples(st.none() | stage_codes, stage_codes), st.integers(1, 10**6), min_size=1))
def test_ribbons_fill_every_block_exactly(counts):
    moves = [charts.Flow(start, end, number) for (start, end), number in counts.items()]
    sums: dict[str, dict[str, int]] = {"from": {}, "to": {}}
    for move in moves:
        for side, key in (("from", move.from_stage or "new"), ("to", move.to_stage)):
            sums[side][key] = sums[side].get(key, 0) + move.customers
    left, right = stack_blocks(list(sums["from"].items())), stack_blocks(list(sums["to"].items()))
    for blocks, end in ((left, "start"), (right, "end")):
        assert max(block.bottom for block in blocks.values()) == pytest.approx(1)
        for block in blocks.values():
            slices = sorted(
                ribbon[end]
                for ribbon in lay_ribbons(moves, left, right)
                if (ribbon["move"].from_stage or "new" if end == "start" else ribbon["move"].to_stage) == block.key
            )
            assert slices[0][0] == pytest.approx(block.top)
            assert slices[-1][1] == pytest.approx(block.bottom)
            assert [low for low, _high in slices[1:]] == pytest.approx([high for _low, high in slices[:-1]])


def test_words_of_small_blocks_do_not_lie_on_each_other():
    blocks = list(stack_blocks([("potential", 400), ("first_purchase", 2), ("repeat", 3), ("core", 1600)]).values())
    places = spread_labels(blocks)
    assert min(later - earlier for earlier, later in pairwise(places)) >= LABEL_GAP - 1e-9
    assert places[0] == pytest.approx((blocks[0].top + blocks[0].bottom) / 2)


def labels_of(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_an_axis_of_counts_has_each_whole_number_once():
    months = [charts.Part(date(2026, month, 1), "units", int(month == 3)) for month in range(1, 9)]
    chart = charts.stacked_bars(
        months, [charts.Series("units", "Pieces")], charts.Measure("Pieces"), title="t", note="n", size="main"
    )
    # The largest bar is one: nothing lies between nought and it.
    assert [label for label in labels_of(chart.svg) if label.isdigit()] == ["0", "1"]


def month_of(index: int) -> date:
    return date(1970 + index // 12, index % 12 + 1, 1)


def test_a_very_old_cohort_does_not_stretch_the_triangle():
    # One order in 1970, then forty months up to April 2026 (the 676th month since), each cohort of 10, 4 in each later.
    cohorts = [month_of(0), *(month_of(index) for index in range(636, 676))]
    cells = [
        charts.CohortCell(cohort, since, 10, 10 if since == 0 else 4)
        for cohort in cohorts
        for since in range(676 - (cohort.year - 1970) * 12 - cohort.month + 1)
    ]
    chart = charts.cohorts(cells, title="t", note="n")
    assert [column.label for column in chart.columns[2:]] == [str(month) for month in range(1, 24)]
    # 41 cohorts: the last 24, and the 17 before them as one.
    assert [row[0].text for row in chart.rows][:2] == ["earlier", "May 2024".replace(" ", "\u00a0")]
    assert (len(chart.rows), chart.rows[0][1].text, chart.rows[0][2].text) == (25, "170", "40%")
    # A phone has half of it.
    marks = {row["cohort"] for row in chart.specify(324)["data"]["values"]}
    assert len(marks) == 12
