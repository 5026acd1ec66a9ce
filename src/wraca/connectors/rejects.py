"""The rejected rows of a run as a file of the same format, to be mended and sent again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import msgspec

from wraca.connectors.columns import COLUMNS, REASON_COLUMN
from wraca.connectors.models import ImportReject
from wraca.connectors.reasons import sentence_of

#: As `wraca.console.lists.csv_files` says it of lists.
_RISKY = frozenset("=+@\t\r\n＝＋－＠")
_AMOUNT = re.compile(r"-[\d\s.,]+")


def format_of_rejects(first: ImportReject | None) -> str:
    return "jsonl" if first is not None and isinstance(first.raw, str) else "csv"


def write_rejects(rejects: Iterable[ImportReject], header: list[str], *, opened: bool = False) -> Iterator[str]:
    """Lines of JSON or CSV as they came, with a field or a column of reasons that is passed over when the file comes
    back. `opened`: the header of the CSV is written already."""
    for reject in rejects:
        if isinstance(reject.raw, str):
            # Empty: of somebody who was erased.
            yield f"{_with_reason(reject.raw, sentence_of(reject.reason, reject.values))}\n" if reject.raw else ""
            continue
        if not opened:
            opened = True
            yield _line([*header, REASON_COLUMN])
        for row in reject.raw:
            yield _line([*row, sentence_of(reject.reason, reject.values)])


class RejectsFile:
    """Written as they come, since nobody knows how many there will be; begun anew where a try is repeated."""

    def __init__(self, file: IO[str], header: list[str]) -> None:
        self._file, self._header = file, header
        self.rejects = 0

    def restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self.rejects = 0

    def add(self, rejects: Sequence[ImportReject]) -> None:
        self._file.writelines(write_rejects(rejects, self._header, opened=self.rejects > 0))
        self.rejects += len(rejects)


def _with_reason(line: str, reason: str) -> str:
    """What is no object of JSON stays as it came."""
    start = line.lstrip()
    try:
        fields = msgspec.json.decode(start.encode())
    except (msgspec.DecodeError, RecursionError):
        return line
    if not isinstance(fields, dict) or REASON_COLUMN in fields:
        return line
    told = msgspec.json.encode({REASON_COLUMN: reason}).decode().removesuffix("}")
    return f"{told}{',' if fields else ''}{start[1:].lstrip()}"


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
