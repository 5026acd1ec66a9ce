"""One server of a role on a data folder: a second one says who was first."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from wraca.kit.errors import Conflict
from wraca.kit.language import _
from wraca.postgres.locks import FileLock

ROLES = ("all", "console", "api")


@contextlib.contextmanager
def nobody_serves(data: Path) -> Iterator[None]:
    """Holds off every server of the data folder. Raises Conflict if one runs."""
    with contextlib.ExitStack() as stack:
        for role in ROLES:
            stack.enter_context(claimed(data, role=role, address="-"))
        yield


def serving_address(data: Path) -> str | None:
    """Where the data folder is served, the console before the API alone; None: nobody serves it."""
    for path in (data / f"serve-{role}.lock" for role in ROLES):
        # Not there, or another account's.
        with contextlib.suppress(OSError):
            if path.exists() and (address := _holder_address(path)):
                return address
    return None


def _holder_address(path: Path) -> str:
    """Empty if nobody holds the lock: what a killed server wrote stays in the file."""
    with contextlib.closing(FileLock(path)) as lock:
        return "" if lock.try_exclusive() else lock.read().partition("\n")[2]


@contextlib.contextmanager
def claimed(data: Path, *, role: str, address: str) -> Iterator[None]:
    lock = FileLock(data / f"serve-{role}.lock")
    if not lock.try_exclusive():
        pid, _newline, where = lock.read().partition("\n")
        lock.close()
        raise Conflict(
            _("Wraca already serves this data folder ({data}) at {address}, process {pid}.").format(
                data=data, address=where or "?", pid=pid or "?"
            )
        )
    try:
        lock.write(f"{os.getpid()}\n{address}")
        yield
    finally:
        lock.release()
