"""From which stage to which: a column of stages then, a column of stages now, ribbons between them.

People come back, so the flows go round; two columns in time show that without a knot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wraca.console.charts.chart import Chart, Measure, Text, columns, not_yet, texts
from wraca.console.charts.colours import STAGE_COLOURS
from wraca.console.charts.drawing import framed
from wraca.console.stages import STAGES, stage_name

#: Of the height: between two stages of a column.
GAP = 0.03
#: Between the middles of two labels of two lines.
LABEL_GAP = 0.11
#: Points of a ribbon's edge.
_STEPS = 24
NEW = "new"


@dataclass(frozen=True, slots=True)
class Flow:
    #: None: not known to the shop then.
    from_stage: str | None
    to_stage: str
    customers: int
    value_minor: int = 0


def flows(
    moves: Sequence[Flow], *, title: Text, note: Text, then: Text, now: Text, size: str = "full", height: int = 380
) -> Chart:
    """`then` and `now` head the two columns, e.g. "30 days ago" and "today"."""
    counted = [move for move in moves if move.customers > 0]
    number = Measure(_("Customers"))
    table = [
        texts(_stage_text(move.from_stage), stage_name(move.to_stage), number.text(move.customers), numeric_from=2)
        for move in counted
    ]
    return Chart(
        title, note, columns(str(then), str(now), number.label, numeric_from=2), table,
        lambda width: flows_spec(counted, str(then), str(now), width, height), size=size, empty_text=not_yet(),
    )  # fmt: skip


def _stage_text(code: str | None) -> str:
    return stage_name(code) if code else _("New to the shop")


@dataclass(frozen=True, slots=True)
class Block:
    """A stage in a column: from `top` to `bottom`, shares of the height counted downward."""

    key: str
    total: int
    top: float
    bottom: float


def stack_blocks(totals: Sequence[tuple[str, int]]) -> dict[str, Block]:
    """A column whose blocks are as high as their counts, gaps between them, the whole height used."""
    present = [(key, total) for key, total in totals if total > 0]
    room = 1 - GAP * (len(present) - 1)
    everything = sum(total for _key, total in present) or 1
    blocks, top = {}, 0.0
    for key, total in present:
        high = room * total / everything
        blocks[key] = Block(key, total, top, top + high)
        top += high + GAP
    return blocks


def spread_labels(blocks: Sequence[Block]) -> list[float]:
    """Where the words of each block stand: at its middle, moved apart where small blocks lie close together."""
    places = [(block.top + block.bottom) / 2 for block in blocks]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + LABEL_GAP)
    lowest = 1 - LABEL_GAP / 2
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], lowest)
        lowest = places[at] - LABEL_GAP
    return places


def lay_ribbons(moves: Sequence[Flow], left: dict[str, Block], right: dict[str, Block]) -> list[dict]:
    """Where each flow leaves and arrives: both ends as high as its share of the block."""
    order = [NEW, *STAGES]
    ordered = sorted(moves, key=lambda move: (order.index(move.from_stage or NEW), order.index(move.to_stage)))
    filled_left, filled_right = dict.fromkeys(left, 0), dict.fromkeys(right, 0)
    ribbons = []
    for move in ordered:
        start, end = left[move.from_stage or NEW], right[move.to_stage]
        ribbons.append(
            {
                "move": move,
                "start": _slice(start, filled_left[start.key], move.customers),
                "end": _slice(end, filled_right[end.key], move.customers),
            }
        )
        filled_left[start.key] += move.customers
        filled_right[end.key] += move.customers
    return ribbons


def _slice(block: Block, before: int, size: int) -> tuple[float, float]:
    high = block.bottom - block.top
    return block.top + high * before / block.total, block.top + high * (before + size) / block.total


def _curve(ribbon: dict, key: int) -> list[dict]:
    """The two edges of a ribbon at points from left to right, along a smooth step."""
    move: Flow = ribbon["move"]
    (top0, bottom0), (top1, bottom1) = ribbon["start"], ribbon["end"]
    say = f"{_stage_text(move.from_stage)} → {stage_name(move.to_stage)}: {Measure('').text(move.customers)}"
    rows = []
    for step in range(_STEPS + 1):
        at = step / _STEPS
        ease = (1 - math.cos(math.pi * at)) / 2
        rows.append(
            {
                "flow": key,
                "x": round(at, 4),
                "top": round(top0 + (top1 - top0) * ease, 5),
                "bottom": round(bottom0 + (bottom1 - bottom0) * ease, 5),
                "colour": move.from_stage or NEW,
                "say": say,
            }
        )
    return rows


def flows_spec(moves: Sequence[Flow], then: str, now: str, width: int, height: int) -> dict:
    order = [NEW, *STAGES]
    left = stack_blocks([(key, sum(m.customers for m in moves if (m.from_stage or NEW) == key)) for key in order])
    right = stack_blocks([(key, sum(m.customers for m in moves if m.to_stage == key)) for key in order])
    rows = [row for key, ribbon in enumerate(lay_ribbons(moves, left, right)) for row in _curve(ribbon, key)]
    # Words stand outside the columns: the plane is wider than the ribbons.
    side = 0.55 if width < 400 else 0.24
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [-side, 1 + side]}}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [1.01, -0.06], "nice": False}}
    colour = {
        "field": "colour",
        "type": "nominal",
        "scale": {"domain": order, "range": ["var(--chart-ghost)", *STAGE_COLOURS.values()]},
        "legend": None,
    }
    ribbons = {
        "data": {"values": rows},
        "mark": {"type": "area", "opacity": 0.28, "line": False},
        "encoding": {
            "x": x | {"field": "x"},
            "y": y | {"field": "top", "stack": None},
            "y2": {"field": "bottom"},
            "detail": {"field": "flow"},
            "color": colour,
            "description": {"field": "say"},
        },
    }
    layers = [ribbons]
    for blocks, at, align, head in ((left, 0.0, "right", then), (right, 1.0, "left", now)):
        layers += _column(blocks, at, align, head, x, y, colour, narrow=width < 400)
    return framed({"layer": layers}, width, height)


def _column(
    blocks: dict[str, Block], at: float, align: str, head: str, x: dict, y: dict, colour: dict, *, narrow: bool
) -> list[dict]:
    edge = 0.012
    shift = -10 if align == "right" else 10
    rows = [
        {
            "x0": at - edge,
            "x1": at + edge,
            "top": block.top,
            "bottom": block.bottom,
            "middle": middle,
            "colour": block.key,
            "name": stage_name(block.key) if block.key != NEW else _("New to the shop"),
            "number": Measure("").text(block.total),
        }
        for block, middle in zip(blocks.values(), spread_labels(list(blocks.values())), strict=True)
    ]
    for row in rows:
        row["say"] = f"{row['name']}: {row['number']}"
    words = {"type": "text", "align": align, "dx": shift, "aria": False, "fontSize": 11 if narrow else 13}
    where = {"x": x | {"field": "x0" if align == "right" else "x1"}, "y": y | {"field": "middle"}}
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rect", "cornerRadius": 2},
            "encoding": {
                "x": x | {"field": "x0"},
                "x2": {"field": "x1"},
                "y": y | {"field": "top"},
                "y2": {"field": "bottom"},
                "color": colour,
                "description": {"field": "say"},
            },
        },
        {
            "data": {"values": rows},
            "mark": words | {"dy": -7, "fontWeight": 600},
            "encoding": where | {"text": {"field": "name"}},
        },
        {
            "data": {"values": rows},
            "mark": words | {"dy": 8, "color": "var(--chart-axis)"},
            "encoding": where | {"text": {"field": "number"}},
        },
        {
            "data": {"values": [{"x": at, "y": -0.045, "head": head}]},
            "mark": words | {"dx": 0, "color": "var(--chart-axis)", "align": "left" if align == "right" else "right"},
            "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}, "text": {"field": "head"}},
        },
    ]
