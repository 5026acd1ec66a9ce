"""How the rows of one file become rows of our own columns (wraca.connectors.columns)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wraca.connectors.csv_files.cells import text_of

#: A row of the file, by its column names, normalised; values as they came.
Cells = Mapping[str, Any]
#: The same as our columns say it. `group` holds the rows of one order together where its id stands on the first only.
Draft = dict[str, object]


@dataclass(frozen=True)
class Layout:
    #: A profile's name, or `map`.
    code: str
    #: customers, products or orders.
    kind: str
    #: The system that speaks, where nobody says another one.
    source: str
    #: One row of the file may tell of several lines.
    draft: Callable[[Cells], list[Draft]]
    #: How `03/04/2026` is read.
    day_first: bool = True


def normal_name(name: str) -> str:
    """`E-mail `, `e-mail` and `E-Mail` are one column."""
    return re.sub(r"\s+", " ", name.replace("\ufeff", "").replace("\u00a0", " ")).strip().casefold()


def normal_names(header: Sequence[str]) -> list[str]:
    """A name that comes again gets its number: `notes`, `notes (2)`."""
    seen: dict[str, int] = {}
    names = []
    for name in map(normal_name, header):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def pick(cells: Cells, *names: str) -> str:
    """The first of the columns that says something."""
    for name in names:
        value = cells.get(name)
        # Most cells of most exports are empty.
        if value != "" and value is not None and (shown := text_of(value)):
            return shown
    return ""


def drafted(cells: Cells, columns: Mapping[str, str | Sequence[str]]) -> Draft:
    """`columns`: our column -> theirs, or several of theirs of which the first filled one counts. What they leave
    empty says nothing, and changes nothing."""
    draft: Draft = {}
    for ours, theirs in columns.items():
        if isinstance(theirs, str):
            cell = cells.get(theirs)
            value = "" if cell is None or cell == "" else text_of(cell)
        else:
            value = pick(cells, *theirs)
        if value:
            draft[ours] = value
    return draft


def split(value: str, separator: str = ",") -> str:
    """A list as our columns write it."""
    return "|".join(part.strip() for part in value.split(separator) if part.strip())


def has_all(names: Iterable[str], wanted: Iterable[str]) -> bool:
    return set(wanted) <= set(names)
