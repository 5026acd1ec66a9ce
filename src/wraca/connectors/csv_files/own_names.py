"""What is wrong with a row in the words of its own file: whoever mends it sees the file's columns, not ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wraca.connectors.csv_files.layout import Layout, normal_names
from wraca.connectors.csv_files.people import BUYER
from wraca.kit.recorded import Problem

_OF_LINE = re.compile(r"lines\[\d*\]\.(?P<field>\w+)")


def in_their_words(problem: Problem, layout: Layout, header: Sequence[str], rows: object) -> Problem:
    """With the column that the problem's field was taken from in these rows; ours where none was."""
    field = problem.values.get("field")
    if not isinstance(field, str) or not isinstance(rows, list):
        return problem
    for row in [*rows, None]:
        columns = _columns_of(layout, header, row)
        for name in _names_of(field):
            if name in columns:
                return problem._replace(values={**problem.values, "field": columns[name]})
    return problem


def _columns_of(layout: Layout, header: Sequence[str], row: Sequence[object] | None) -> dict[str, str]:
    """Ours -> theirs, for what this row fills (None: any row could). A layout may take a field from several columns,
    whichever is filled first, so it is asked: with each column's own name in the place of what it says."""
    shown = dict(zip(normal_names(header), header, strict=True))
    filled = {
        name: name if row is None or (place < len(row) and row[place] not in {None, ""}) else ""
        for place, name in enumerate(shown)
    }
    return {
        ours: shown[name]
        for draft in layout.draft(filled)
        for ours, name in draft.items()
        if isinstance(name, str) and name in shown
    }


def _names_of(field: str) -> list[str]:
    """Our columns that a field may come from: amounts are decimals there, a buyer's columns say whose they are."""
    if found := _OF_LINE.fullmatch(field):
        return [f"line_{found['field'].removesuffix('_minor')}"]
    plain = field.rpartition(".")[2].removesuffix("_minor")
    return [field, plain, f"{BUYER}{plain}", f"line_{plain}"]
