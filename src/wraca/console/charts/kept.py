"""Drawings kept as files, so that processes share them and a start finds them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

FOLDER = "charts"
#: Some hundred kilobytes each at most; those not drawn anew for longest go first.
MOST_FILES = 400


def folder() -> Path:
    return Path(settings.GENERATIONS_FOLDER).parent / FOLDER


def keep(name: str, draw: Callable[[], str]) -> str:
    """The drawing of that name, from its file, else drawn and written. A disk that is full or closed keeps nothing."""
    path = folder() / f"{name}.svg"
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8")
    text = draw()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_suffix(f".{os.getpid()}.part")
        whole.write_text(text, encoding="utf-8")
        whole.replace(path)
    return text


def drop_oldest(most: int = MOST_FILES) -> int:
    """How many files went."""
    files = sorted(folder().glob("*.svg"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[most:]:
        path.unlink(missing_ok=True)
    return len(files[most:])
