"""Opens what people have, JSONL, CSV or Parquet, and yields its rows, a few at a time."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

# Imported where a Parquet file is read: it takes as long as bringing in a small file of another kind.
if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

JSONL, CSV, PARQUET = "jsonl", "csv", "parquet"
#: A row longer than this is no row of an order.
MOST_ROW_BYTES = 10_000_000
#: Characters of a header's line.
MOST_HEADER = 1_000_000
#: What is kept of one that is.
SHOWN_BYTES = 1000
_SEPARATORS = ";\t,|"
csv.field_size_limit(MOST_ROW_BYTES)


@dataclass(frozen=True)
class Rows:
    """An open file: `header` is empty for JSONL, whose rows are bytes; else rows are lists of the columns' values."""

    format: str
    header: list[str]
    #: (row number as an editor shows it, row). A header is row 1.
    rows: Iterator[tuple[int, bytes | list[object]]]


class LongLine(bytes):
    """The beginning of a line that is longer than any row."""


def format_of(path: Path) -> str:
    """By what is in the file, whatever it is called. Raises InvalidInput for what is none of the three."""
    try:
        with path.open("rb") as file:
            start = file.read(65_536)
    except OSError as cause:
        raise InvalidInput(_("{path} cannot be read: {reason}").format(path=path, reason=cause.strerror)) from cause
    if not start.strip():
        raise InvalidInput(_("{path} is empty.").format(path=path))
    if start[:4] == b"PAR1":
        return PARQUET
    if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return JSONL
    _require_text(path, start)
    return CSV


def _require_text(path: Path, start: bytes) -> None:
    known = {
        b"PK\x03\x04": _("a spreadsheet or ZIP archive; save it as CSV"),
        b"\x1f\x8b": _("compressed; unpack it first"),
        b"\xff\xfe": _("UTF-16; save it as UTF-8"),
        b"\xfe\xff": _("UTF-16; save it as UTF-8"),
        b"%PDF": _("a PDF; export CSV instead"),
    }
    for mark, what in known.items():
        if start.startswith(mark):
            raise InvalidInput(_("{path} is {what}.").format(path=path, what=what))
    # In a later row it is that row's fault.
    if b"\x00" in start.partition(b"\n")[0]:
        raise InvalidInput(_("{path} is neither JSONL nor CSV nor Parquet.").format(path=path))
    try:
        # The end may cut a letter in two.
        start[:-4].decode("utf-8") if len(start) == 65_536 else start.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise InvalidInput(_("{path} is not UTF-8; save it as UTF-8.").format(path=path)) from cause
    if start.lstrip()[:1] in {b"[", b"<"}:
        raise InvalidInput(
            _("{path} is neither JSONL (one object a line) nor CSV with a header nor Parquet.").format(path=path)
        )


@contextmanager
def open_rows(path: Path) -> Iterator[Rows]:
    kind = format_of(path)
    if kind == PARQUET:
        with _open_parquet(path) as rows:
            yield rows
    elif kind == JSONL:
        with path.open("rb") as file:
            yield Rows(JSONL, [], _json_lines(file))
    else:
        with path.open(encoding="utf-8-sig", newline="", errors="strict") as text:
            yield _csv_rows(path, text)


def _json_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    for number in itertools.count(1):
        line = file.readline(MOST_ROW_BYTES + 1)
        if not line:
            return
        if len(line) > MOST_ROW_BYTES:
            yield number, LongLine(line[:SHOWN_BYTES])
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST_ROW_BYTES)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if line:
            yield number, line


def _csv_rows(path: Path, text: IO[str]) -> Rows:
    reader = csv.reader(text, delimiter=_separator(path), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except (csv.Error, UnicodeDecodeError, StopIteration) as cause:
        raise InvalidInput(_("{path} has no header.").format(path=path)) from cause
    return Rows(CSV, header, _csv_lines(path, reader))


def _csv_lines(path: Path, reader: Any) -> Iterator[tuple[int, list[object]]]:
    last = reader.line_num
    try:
        for row in reader:
            last = reader.line_num
            if any(row):
                yield last, row
    except (csv.Error, UnicodeDecodeError) as cause:
        raise InvalidInput(
            _(
                "{path} breaks off near line {line}: {reason}. What came before is kept; mend it and send it again."
            ).format(path=path, line=last + 1, reason=_reason(cause))
        ) from cause


def _reason(error: csv.Error | UnicodeDecodeError) -> str:
    """Python's own words are for programmers."""
    said = str(error)
    if isinstance(error, UnicodeDecodeError):
        return _("a character is not UTF-8")
    if "field limit" in said:
        return _("a field is longer than {most_mb} MB, so a closing quote is probably missing").format(
            most_mb=MOST_ROW_BYTES // 1_000_000
        )
    if "unexpected end" in said:
        return _("a quote is opened and never closed")
    if "expected after" in said:
        return _("a closing quote is not followed by a separator; a quote within a field is written twice")
    return _("the line cannot be cut into fields")


def _separator(path: Path) -> str:
    """The one that cuts the header into the most columns."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        header = next(csv.reader(io.StringIO(text.readline(MOST_HEADER)), delimiter="\x00"), [""])
    line = header[0] if header else ""
    return max(_SEPARATORS, key=line.count)


@contextmanager
def _open_parquet(path: Path) -> Iterator[Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as cause:
        raise InvalidInput(_("{path} begins like Parquet and is damaged; export it anew.").format(path=path)) from cause
    with file:
        yield Rows(PARQUET, list(file.schema_arrow.names), _parquet_rows(path, file))


def _parquet_rows(path: Path, file: pq.ParquetFile) -> Iterator[tuple[int, list[object]]]:
    import pyarrow as pa

    number = 1
    try:
        for batch in file.iter_batches(batch_size=10_000):
            for row in zip(*map(_values, batch.columns), strict=True):
                number += 1
                yield number, list(row)
    except (pa.ArrowException, OSError) as cause:
        raise InvalidInput(
            _("{path} is damaged after row {row}. What came before is kept; export it anew and send it again.").format(
                path=path, row=number
            )
        ) from cause


def _values(column: pa.Array) -> list[object]:
    """As Python has them; a value that Python has no place for, such as a moment of the year 10000, as text."""
    import pyarrow as pa

    try:
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        return column.to_pylist()
    except (ValueError, OverflowError, KeyError):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, KeyError):
        return f"{scalar.type} {getattr(scalar, 'value', '?')}"
