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
