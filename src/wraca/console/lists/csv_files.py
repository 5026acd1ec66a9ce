"""A list as a CSV file, written while it is read: a million rows need no more memory than one page."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

#: Excel reads UTF-8 only with the mark at the start.
BYTE_ORDER_MARK = "\ufeff"
#: A cell that begins like a formula would be run by the reader's spreadsheet, some of them also in wide letters.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """What csv.writer writes to: it hands each line straight back."""

    def write(self, text: str) -> str:
        return text


def guarded(value: object) -> object:
    """Numbers and days stay as they are; a text that begins like a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def _cell(value: object, comma: bool) -> object:
    if isinstance(value, float) and comma:
        return str(value).replace(".", ",")
    return guarded(value)


def csv_lines(header: Sequence[object], rows: Iterable[Sequence[object]], language: str) -> Iterator[str]:
    """Polish spreadsheets expect semicolons, because their decimal sign is the comma."""
    polish = language == "pl"
    writer = csv.writer(_Line(), delimiter=";" if polish else ",")
    yield BYTE_ORDER_MARK + writer.writerow([guarded(str(cell)) for cell in header])
    for row in rows:
        yield writer.writerow([_cell(value, polish) for value in row])


def csv_answer(
    file_name: str, header: Sequence[object], rows: Iterable[Sequence[object]], language: str
) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(header, rows, language), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
    return answer


def amount(minor: int | None, exponent: int) -> float | int | None:
    """Minor units as the number a spreadsheet adds up."""
    if minor is None or exponent == 0:
        return minor
    return round(minor / 10**exponent, exponent)
