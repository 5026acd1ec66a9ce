"""A page of a list, its sort and columns, and the choices of its filters, all kept in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise

PAGE_SIZE = 50
#: Beyond it a list is to be filtered, not leafed through: the cost of a page grows with its number.
LAST_PAGE = 200


@dataclass(frozen=True)
class Page:
    """One page of a list. `more` where there is a next one."""

    rows: Sequence[Mapping[str, object]]
    number: int
    #: All rows that the filters leave; None where counting would take longer than reading.
    total: int | None
    more: bool
    size: int = PAGE_SIZE

    # The names that components/pages.html and Django's own pages use.

    def start_index(self) -> int:
        return (self.number - 1) * self.size + 1 if self.rows else 0

    def end_index(self) -> int:
        return (self.number - 1) * self.size + len(self.rows)

    def has_previous(self) -> bool:
        return self.number > 1

    def previous_page_number(self) -> int:
        return self.number - 1

    def has_next(self) -> bool:
        return self.more and self.number < LAST_PAGE

    def next_page_number(self) -> int:
        return self.number + 1

    def is_cut(self) -> bool:
        """There is more than anybody should leaf through."""
        return self.more and self.number >= LAST_PAGE


@dataclass(frozen=True)
class Column:
    name: str
    label: str | Promise
    #: Sorting code, where the list can be sorted by it.
    sort: str = ""
    #: Numbers stand at the right.
    numeric: bool = False
    shown: bool = True
    #: Sorts upwards when first pressed.
    rises: bool = False


def page_number(query: QueryDict) -> int:
    text = query.get("page", "1")
    return min(max(int(text), 1), LAST_PAGE) if text.isdigit() and len(text) < 6 else 1


def chosen_sort(query: QueryDict, allowed: Iterable[str], default: str) -> tuple[str, bool]:
    """(code, descending). `sort=-spent` is descending."""
    asked = query.get("sort", default)
    if asked.removeprefix("-") not in set(allowed):
        asked = default
    return asked.removeprefix("-"), asked.startswith("-")


def chosen_columns(query: QueryDict, columns: Sequence[Column]) -> list[Column]:
    """Those asked for by `columns=a&columns=b`, in the list's own order; else the usual ones."""
    asked = set(query.getlist("columns"))
    chosen = [column for column in columns if column.name in asked]
    return chosen or [column for column in columns if column.shown]


@dataclass(frozen=True)
class Option:
    code: str
    label: str | Promise
    on: bool
    #: The query string that turns it on or off.
    href: str


@dataclass(frozen=True)
class Chip:
    """A filter as the page shows it."""

    name: str
    label: str | Promise
    options: Sequence[Option] = field(default_factory=tuple)
    clear: str = ""

    @property
    def on(self) -> list[Option]:
        return [option for option in self.options if option.on]


def chip(
    query: QueryDict, name: str, label: str | Promise, choices: Mapping[str, str | Promise], *, many: bool = False
) -> Chip:
    codes = [code for code in query.getlist(name) if code in choices]
    options = tuple(
        Option(code, text, code in codes, address(query, name, _toggled(codes, code, many)))
        for code, text in choices.items()
    )
    return Chip(name, label, options, address(query, name, []))


def _toggled(codes: Sequence[str], code: str, many: bool) -> list[str]:
    if code in codes:
        return [other for other in codes if other != code]
    return [*codes, code] if many else [code]


def address(query: QueryDict, name: str, values: Sequence[str]) -> str:
    """The present address with other values of one name, at page 1."""
    changed = query.copy()
    changed.pop("page", None)
    changed.pop("after", None)
    changed.setlist(name, list(values))
    return "?" + changed.urlencode()


def kept(query: QueryDict, *without: str) -> list[tuple[str, str]]:
    """What a form of the list carries along as hidden fields, so that a search keeps the filters."""
    left = ("page", "after", *without)
    return [(name, value) for name, values in query.lists() if name not in left for value in values]


def sort_options(query: QueryDict, columns: Sequence[Column], sort: str) -> list[Option]:
    """For the menu of phones, where a table has no heads to press."""
    bare = sort.removeprefix("-")
    return [
        Option(column.sort, column.label, column.sort == bare, address(query, "sort", [_direction(column, sort)]))
        for column in columns
        if column.sort
    ]


def _direction(column: Column, sort: str) -> str:
    """Pressed again it turns round; first pressed, numbers and days fall and words rise."""
    if sort == f"-{column.sort}":
        return column.sort
    return column.sort if sort != column.sort and column.rises else f"-{column.sort}"
