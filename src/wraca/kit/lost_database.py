"""A database that is restarted under its users: one line says it, a traceback says no more."""

from __future__ import annotations

import logging
import re

_LOST = re.compile(
    r"terminating connection|the database system is|server closed the connection|connection refused"
    r"|the connection is (closed|lost)|connection failed|connection to server|consuming input failed",
    re.IGNORECASE,
)
#: By name: this module stands below the drivers that raise them.
_KINDS = {"OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown", "CannotConnectNow"}


def lost_database(error: BaseException | None) -> str:
    """What the database said as it went away, in one line; empty if `error` is of another kind."""
    if error is None or type(error).__name__ not in _KINDS or not _LOST.search(str(error)):
        return ""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


class LostDatabaseInOneLine(logging.Filter):
    """Keeps every record; takes the traceback off those of a lost database."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if reason := lost_database(error):
            record.msg, record.args = f"{record.getMessage()}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True
