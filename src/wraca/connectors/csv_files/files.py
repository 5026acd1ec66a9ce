"""What a file is, seen from its header and first rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wraca.connectors.columns import COLUMNS, header_problem
from wraca.connectors.csv_files.dates import day_comes_first
from wraca.connectors.csv_files.layout import Layout, normal_names
from wraca.connectors.csv_files.maps import Chosen, find_map, guess
from wraca.connectors.csv_files.profiles import recognise
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.connectors.reading import JSONL, encoding_of, open_rows

#: Rows looked at, and rows shown.
SEEN, SHOWN = 1000, 5


@dataclass(frozen=True)
class Seen:
    """What is shown of a file before anything is done with it."""

    format: str
    encoding: str
    header: list[str]
    #: The header as maps name it.
    names: list[str]
    rows: list[list[Any]]
    #: Its columns are those of docs/api.md.
    ours: bool
    profile: Profile | None
    #: As it was chosen for such a file before.
    remembered: Chosen | None
    #: Where nobody knows the file.
    guessed: Chosen | None
    day_first: bool = True

    def samples(self, place: int) -> list[str]:
        found = dict.fromkeys(
            str(row[place])[:60] for row in self.rows if place < len(row) and row[place] not in {None, ""}
        )
        return list(found)[:SHOWN]


def look_at(path: Path) -> Seen:
    """Raises InvalidInput for a file that cannot be read at all."""
    with open_rows(path) as rows:
        header, kind = list(rows.header), rows.format
        first: list[Any] = [row for _number, row in itertools.islice(rows.rows, SEEN)] if header else []
    encoding = encoding_of(path) if kind == "csv" else ""
    if kind == JSONL:
        return Seen(kind, encoding, [], [], [], True, None, None, None)
    day_first = days_first(first)
    ours = is_ours(header, None)
    profile = None if ours else recognise(header)
    remembered = find_map(header)
    guessed = guess(header, first) if not (ours or profile) else None
    names = normal_names(header)
    return Seen(kind, encoding, header, names, first, ours, profile, remembered, guessed, day_first)


def find_layout(path: Path, kind: str | None = None) -> Layout | None:
    """What its columns mean: as somebody chose for such a file, as its profile says. None: they are our own, or nobody
    knows. `kind` is what the caller says it holds."""
    with open_rows(path) as rows:
        header = rows.header
        if not header or is_ours(header, kind):
            return None
        if (remembered := find_map(header)) and kind in {None, remembered.kind}:
            return remembered.layout()
        profile = recognise(header)
        if profile is None or kind not in {None, profile.kind}:
            return None
        return profile.layout(day_first=days_first(row for _, row in itertools.islice(rows.rows, SEEN)))


def is_ours(header: list[str], kind: str | None) -> bool:
    """Whether the columns are those of docs/api.md."""
    return any(header_problem(one, header) is None for one in ([kind] if kind else COLUMNS))


def days_first(rows: Iterable[Any]) -> bool:
    """In dates like `03/04/2026`; where none of them shows it, as in Poland."""
    cells = itertools.chain.from_iterable(rows)
    return day_comes_first([cell for cell in cells if isinstance(cell, str) and "/" in cell]) is not False
