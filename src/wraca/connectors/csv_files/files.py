"""What a file is, seen from its header and first rows."""

from __future__ import annotations

import itertools
from pathlib import Path

from wraca.connectors.columns import COLUMNS, header_problem
from wraca.connectors.csv_files.dates import day_comes_first
from wraca.connectors.csv_files.layout import Layout
from wraca.connectors.csv_files.profiles import recognise
from wraca.connectors.reading import open_rows

#: Rows looked at.
SEEN = 1000


def find_layout(path: Path, kind: str | None = None) -> Layout | None:
    """What its columns mean; None: they are our own, or nobody knows. `kind` is what the caller says it holds."""
    with open_rows(path) as rows:
        header = rows.header
        if not header or is_ours(header, kind):
            return None
        profile = recognise(header)
        if profile is None or kind not in {None, profile.kind}:
            return None
        return profile.layout(day_first=days_first(rows))


def is_ours(header: list[str], kind: str | None) -> bool:
    """Whether the columns are those of docs/api.md."""
    return any(header_problem(one, header) is None for one in ([kind] if kind else COLUMNS))


def days_first(rows) -> bool:
    """In dates like `03/04/2026`; where none of them shows it, as in Poland."""
    cells = (
        cell for _, row in itertools.islice(rows.rows, SEEN) for cell in row if isinstance(cell, str) and "/" in cell
    )
    return day_comes_first(list(cells)) is not False
