"""Locks on files: shared or exclusive, freed by the kernel when their process ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class FileLock:
    """One open file with `flock` on it. Two of them exclude each other even within one process."""

    def __init__(self, path: Path):
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def wait_exclusive(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def wait_shared(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """A shared lock is dropped even when this fails: flock does not upgrade in one piece."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def write(self, text: str) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)

    def read(self) -> str:
        return os.pread(self._descriptor, 4096, 0).decode()

    def release(self) -> None:
        if self._descriptor >= 0:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            self.close()

    def close(self) -> None:
        """Closes without unlocking: what a forked child does with a lock that is its parent's."""
        os.close(self._descriptor)
        self._descriptor = -1


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[FileLock]:
    lock = FileLock(path)
    try:
        lock.wait_exclusive()
        yield lock
    finally:
        lock.release()
