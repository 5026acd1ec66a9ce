"""The generation that a page reads: one for the whole request, and what is worked out from it once per process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from wraca.engine.reader import Reader, reader_for
from wraca.kit.errors import NotReady

T = TypeVar("T")
_worked_out: dict[tuple[Path, str, str], object] = {}


def find_reader() -> Reader | None:
    """None before the first refresh."""
    try:
        return reader_for(settings.GENERATIONS_FOLDER)
    except NotReady:
        return None


def as_of(reader: Reader) -> date:
    """The last day the generation knows: its stages, scores and sums end there."""
    return date.fromisoformat(str(reader.generation.manifest["as_of"])[:10])


def published_at(reader: Reader) -> datetime | None:
    text = reader.generation.manifest.get("published_at")
    return datetime.fromisoformat(str(text)) if text else None


def once(reader: Reader, name: str, work_out: Callable[[], T]) -> T:
    """`work_out()`, remembered while its generation is the current one: a generation never changes."""
    folder = reader.generation.folder
    key = (folder.parent, folder.name, name)
    if key not in _worked_out:
        for other in [k for k in _worked_out if k[0] == folder.parent and k[1] != folder.name]:
            _worked_out.pop(other, None)
        _worked_out[key] = work_out()
    return _worked_out[key]  # type: ignore[return-value]
