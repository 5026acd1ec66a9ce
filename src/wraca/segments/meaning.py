"""What a condition means: once for a column of everybody (Ibis), once for the value of one person. They stand side by
side, so that one is not changed without the other; a property compares them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from wraca.segments.rules import KNOWN, YES

#: On an Ibis column, whose unknown values are told apart beforehand, and on a Python value: the same operators.
_SAME: Mapping[str, Callable[..., Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "on": operator.eq,
    "before": operator.lt,
    "until": operator.le,
    "since": operator.ge,
    "after": operator.gt,
    YES: lambda value: value,
}
OF_COLUMN: Mapping[str, Callable[..., Any]] = {
    **_SAME,
    "between": lambda column, low, high: (column >= low) & (column <= high),
    "in": lambda column, *values: column.isin(values),
    "contains": lambda column, text: column.contains(text),
    "starts with": lambda column, text: column.startswith(text),
    KNOWN: lambda column: column.notnull(),
}
OF_VALUE: Mapping[str, Callable[..., bool]] = {
    **_SAME,
    "between": lambda value, low, high: low <= value <= high,
    "in": lambda value, *values: value in values,
    "contains": lambda value, text: text in value,
    "starts with": lambda value, text: value.startswith(text),
    KNOWN: lambda value: True,
}
