"""Files that are whole or absent, folders pinned by their readers, and sentences for a disk that refuses."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wraca.kit.errors import WracaError
from wraca.kit.language import _

_REFUSALS = {
    errno.ENOSPC: "the disk is full: free some space and run it again; nothing was published",
    errno.EDQUOT: "the quota of this user is used up: free some space and run it again; nothing was published",
    errno.EROFS: "it is on a read-only file system: mount it writable, or set WRACA_DATA to another folder",
    errno.EACCES: "this user may not write there: give it the folder, or set WRACA_DATA to another one",
    errno.EPERM: "this user may not write there: give it the folder, or set WRACA_DATA to another one",
    errno.ENOTDIR: "a file stands where a folder is expected: move it away, or set WRACA_DATA to another folder",
}


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about `folder` into a sentence that says what to do."""
    try:
        yield
    except OSError as cause:
        if cause.errno not in _REFUSALS:
            raise
        raise WracaError(
            _("cannot write to {folder}: {reason}").format(folder=folder, reason=_(_REFUSALS[cause.errno]))
        ) from cause


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def write_json(path: Path, value: Any) -> None:
    """Replace `path` in one step: a reader sees the old text or the new, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, sort_keys=True, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sync_folder(path.parent)


def read_json(path: Path) -> Any:
    """The value, or None where the file does not exist."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


class Hold:
    """A lock on a file, shared or exclusive, until `release`, garbage collection or the death of the process.

    The kernel frees it on kill -9, so nobody has to guess whether the owner of a pid still lives.
    """

    def __init__(self, descriptor: int) -> None:
        self.release = weakref.finalize(self, os.close, descriptor)


def hold(path: Path, *, exclusive: bool) -> Hold | None:
    """Lock `path` without waiting; None if somebody else holds it or it is gone."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT if exclusive else os.O_RDONLY, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    held = Hold(descriptor)
    return held if _still_at(path, descriptor) else None


def _still_at(path: Path, descriptor: int) -> bool:
    """Whether the locked file is still the one under this name: it may have been deleted between open and lock."""
    try:
        return os.stat(path).st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
