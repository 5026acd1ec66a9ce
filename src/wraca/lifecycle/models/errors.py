"""What a model says when it cannot serve."""

from __future__ import annotations

import numpy as np

from wraca.kit.errors import InvalidInput

ROWS_NAMED = 10


class BadSummary(InvalidInput):
    """Rows that cannot be true of any customer."""


class CannotFit(InvalidInput):
    """True rows, but too few or too uniform to learn from."""


def reject_rows(bad: np.ndarray, rule: str, advice: str) -> None:
    """Raise BadSummary if any row is marked, naming the first ten by their position."""
    rows = np.flatnonzero(bad)
    if rows.size:
        named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
        more = ", …" if rows.size > ROWS_NAMED else ""
        raise BadSummary(f"expected {rule}; not so in {rows.size} of {bad.size} rows ({named}{more}): {advice}")
