"""When a message that was not taken is tried again. Pure."""

from __future__ import annotations

from datetime import timedelta

#: After the first failed attempt, the second …; with the last one it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))


def pause_after(attempts: int) -> timedelta | None:
    """`attempts`: how many were made. None: it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
