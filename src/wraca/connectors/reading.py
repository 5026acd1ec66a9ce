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

from wraca.connectors.csv_files.archives import open_bytes
from wraca.connectors.csv_files.encodings import UTF8, UTF8_MARKED, find_encoding
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

# Imported where a Parquet file is read: it takes as long as bringing in a small file of another kind.
if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

JSONL, CSV, PARQUET = "jsonl", "csv", "parquet"
#: A row longer than this is no row of an order.
MOST_ROW_BYTES = 10_000_000
#: Characters of a header.
MOST_HEADER = 1_000_000
MOST_COLUMNS = 2000
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
    with open_bytes(path) as file:
        start = file.read(65_536)
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
        b"\x1f\x8b": _("compressed; unpack it first"),
        b"%PDF": _("a PDF; export CSV instead"),
        b"\xd0\xcf\x11\xe0": _("a spreadsheet. Open it, choose “Save as”, then “CSV UTF-8”, and bring that file in"),
    }
    for mark, what in known.items():
        if start.startswith(mark):
            raise InvalidInput(_("{path} is {what}.").format(path=path, what=what))
    encoding = find_encoding(io.BytesIO(start))
    # In a later row it is that row's fault.
    if not encoding.startswith("utf-16") and b"\x00" in start.partition(b"\n")[0]:
        raise InvalidInput(_("{path} is neither JSONL nor CSV nor Parquet.").format(path=path))
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
        with open_bytes(path) as file:
            yield Rows(JSONL, [], _json_lines(file))
    else:
        encoding = encoding_of(path)
        with open_bytes(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
            yield _csv_rows(path, text, encoding)


def encoding_of(path: Path) -> str:
    with open_bytes(path) as file:
        found = find_encoding(file)
    return UTF8_MARKED if found == UTF8 else found


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


def _csv_rows(path: Path, text: IO[str], encoding: str) -> Rows:
    reader = csv.reader(_bounded_lines(text), delimiter=_separator(path, text, encoding), strict=True)
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader)]
    except (csv.Error, StopIteration) as cause:
        raise InvalidInput(_("{path} has no header.").format(path=path)) from cause
    except UnicodeDecodeError as cause:
        raise _broken_off(path, 1, cause) from cause
    if len(header) > MOST_COLUMNS:
        raise InvalidInput(
            _("{path} has {n} columns; at most {most} are read. Leave out what is not needed.").format(
                path=path, n=len(header), most=MOST_COLUMNS
            )
        )
    return Rows(CSV, header, _csv_lines(path, reader))


def _bounded_lines(text: IO[str]) -> Iterator[str]:
    """A line without an end would be read into memory whole."""
    while line := text.readline(MOST_ROW_BYTES):
        if len(line) == MOST_ROW_BYTES and not line.endswith("\n"):
            raise csv.Error("field limit")
        yield line


def _csv_lines(path: Path, reader: Any) -> Iterator[tuple[int, list[object]]]:
    last = reader.line_num
    try:
        for row in reader:
            last = reader.line_num
            if any(row):
                yield last, row
    except (csv.Error, UnicodeDecodeError) as cause:
        raise _broken_off(path, last + 1, cause) from cause


def _broken_off(path: Path, line: int, error: csv.Error | UnicodeDecodeError) -> InvalidInput:
    return InvalidInput(
        _("{path} breaks off near line {line}: {reason}. What came before is kept; mend it and send it again.").format(
            path=path, line=line, reason=_reason(error)
        )
    )


def _reason(error: csv.Error | UnicodeDecodeError) -> str:
    """Python's own words are for programmers."""
    said = str(error)
    if isinstance(error, UnicodeDecodeError):
        return _("a character is not UTF-8") if error.encoding == "utf-8" else _("a character cannot be read")
    if "field limit" in said:
        return _("a field is longer than {most_mb} MB, so a closing quote is probably missing").format(
            most_mb=MOST_ROW_BYTES // 1_000_000
        )
    if "unexpected end" in said:
        return _("a quote is opened and never closed")
    if "expected after" in said:
        return _("a closing quote is not followed by a separator; a quote within a field is written twice")
    return _("the line cannot be cut into fields")


def _separator(path: Path, text: IO[str], encoding: str) -> str:
    """The one that cuts the header into the most columns; `sep=;`, which Excel writes before it, says it and is passed
    over. `text` is left at the header."""
    with open_bytes(path) as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as again:
        start = again.read(MOST_HEADER)
    said = start.removeprefix("\ufeff")
    if said[:4].lower() == "sep=" and said[4:5] in _SEPARATORS:
        text.readline()
        return said[4]
    return max(_SEPARATORS, key=lambda separator: _count_columns(start, separator))


def _count_columns(start: str, separator: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(start, newline=""), delimiter=separator, strict=True), []))
    except csv.Error:
        return 0


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
