"""The rejected rows of a run as a file of the same format, to be mended and sent again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from wraca.connectors.columns import COLUMNS, REASON_COLUMN
from wraca.connectors.models import ImportReject
from wraca.connectors.reasons import sentence_of

#: As `wraca.console.lists.csv_files` says it of lists.
_RISKY = frozenset("=+@\t\r\n＝＋－＠")
_AMOUNT = re.compile(r"-[\d\s.,]+")


def format_of_rejects(first: ImportReject | None) -> str:
    return "jsonl" if first is not None and isinstance(first.raw, str) else "csv"


def write_rejects(rejects: Iterable[ImportReject], header: list[str]) -> Iterator[str]:
    """Lines of JSON as they came, or CSV with a column of reasons that is passed over when the file comes back."""
    opened = False
    for reject in rejects:
        if isinstance(reject.raw, str):
            # Empty: of somebody who was erased.
            yield f"{reject.raw}\n" if reject.raw else ""
            continue
        if not opened:
            opened = True
            yield _line([*header, REASON_COLUMN])
        for row in reject.raw:
            yield _line([*row, sentence_of(reject.reason, reject.values)])


def _line(cells: list[object]) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe, which our own reader takes off."""
    out = io.StringIO()
    csv.writer(out).writerow(["" if cell is None else _guarded(str(cell)) for cell in cells])
    return out.getvalue()


def _guarded(cell: str) -> str:
    """An amount below nothing stays a number."""
    risky = cell[:1] in _RISKY or (cell[:1] == "-" and not _AMOUNT.fullmatch(cell))
    return f"'{cell}" if risky else cell


def known_columns(kind: str) -> list[str]:
    return list(COLUMNS[kind])
