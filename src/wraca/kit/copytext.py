"""Values as PostgreSQL's COPY reads them in its text format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

NULL = r"\N"
_ESCAPES = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}


def text(value: str) -> str:
    # To translate costs ten times as much as to see that nothing needs it.
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def text_or_null(value: str | None) -> str:
    return NULL if value is None else text(value)


def number_or_null(value: int | None) -> str:
    return NULL if value is None else str(value)


def moment_or_null(value: date | None) -> str:
    """A date or a moment with its offset."""
    return NULL if value is None else value.isoformat()


def array(values: Iterable[str]) -> str:
    """An array of texts, e.g. {"a","b"}."""
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return text("{" + ",".join(quoted) + "}")
