"""What every chart is made of: a measure, a table, a drawing at a width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wraca.console import formats
from wraca.console.charts import drawing
from wraca.console.words import speak
from wraca.kit.money import Money, exponent_of

Text: TypeAlias = "str | Promise"
#: Alone in a card; beside a narrow column; two side by side.
WIDTHS = {"full": 960, "main": 600, "half": 470}
#: A card on a phone of 390 px.
NARROW = 324


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts, and how it reads. Money comes in minor units, shares as shares of one."""

    label: Text
    kind: str = "count"  # count, number, money, percent
    currency: str = ""
    digits: int = 1

    def text(self, value: float | int | None) -> str:
        if value is None:
            return formats.UNKNOWN
        if self.kind == "money":
            return formats.format_money(Money(round(value), self.currency), speak(), minor=abs(value) < 100_000)
        if self.kind == "percent":
            return formats.format_share(value, speak(), digits=self.digits)
        return formats.format_count(value, speak(), digits=self.digits if self.kind == "number" else 0)

    def plot(self, value: float | int) -> float | int:
        return value / 10 ** exponent_of(self.currency) if self.kind == "money" else value

    def axis_format(self) -> str:
        return {"percent": ".0%", "number": ",.1~f"}.get(self.kind, ",.0f")


@dataclass(frozen=True, slots=True)
class Column:
    label: Text
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class LegendEntry:
    label: Text
    #: Classes of the colour sample: `swatch-2`, `stage stage-core` …
    swatch: str = ""


@dataclass(frozen=True)
class Chart:
    title: Text
    note: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    #: Width in pixels -> a Vega-Lite specification.
    specify: Callable[[int], dict]
    size: str = "full"
    legend: Sequence[LegendEntry] = ()
    empty_text: Text = ""
    empty: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        return self.empty or not self.rows

    @property
    def svg(self) -> SafeString:
        return drawing.draw(self.specify(WIDTHS[self.size]), str(self.title), speak())

    @property
    def svg_narrow(self) -> SafeString:
        return drawing.draw(self.specify(NARROW), str(self.title), speak())

    def print_svg(self, width: int = 640) -> str:
        """With literal colours of the light scheme, for paper and mail."""
        return drawing.draw_literal(self.specify(width), str(self.title), speak())


def not_yet() -> str:
    return _("There is nothing to draw yet: it comes with the first orders and the next refresh.")


def day_text(value: date, shape: str = "day") -> str:
    return formats.format_day(value, speak(), shape=shape)


def texts(*cells: str, numeric_from: int = 1) -> list[Cell]:
    """A row whose first cells are words."""
    return [Cell(text, at >= numeric_from) for at, text in enumerate(cells)]


def columns(*labels: Text, numeric_from: int = 1) -> list[Column]:
    return [Column(label, at >= numeric_from) for at, label in enumerate(labels)]
