"""How many failed log-ins are too many.

The pair of account and origin is slowed down first, so a stranger who guesses does not lock the owner out elsewhere;
the account and the origin by themselves have wider limits, against guesses from many places and at many accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
KEEP = timedelta(days=1)
LIMIT_PAIR, LIMIT_ORIGIN, LIMIT_ACCOUNT = 5, 40, 40


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts within WINDOW."""

    pair: int
    origin: int
    account: int


def is_too_many(failures: Failures) -> bool:
    return failures.pair >= LIMIT_PAIR or failures.origin >= LIMIT_ORIGIN or failures.account >= LIMIT_ACCOUNT
