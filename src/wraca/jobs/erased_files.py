"""What lies on the disk of those who were erased: uploaded files, months of the lake, generations. It follows the
erasure in truth, and is taken up again where a kill broke it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from wraca.customers.identity.mentions import mentions
from wraca.customers.identity.subjects import Subject
from wraca.customers.rights.models import Erasure
from wraca.customers.rights.queries import list_unfinished_erasures
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.jobs.erasure_list import note_erasures
from wraca.jobs.import_file import UPLOADS
from wraca.jobs.refresh import run_refresh
from wraca.kit import clock

Progress = Callable[[str, int, int], None]
#: A name may be written over the end of a piece.
_PIECE, _OVERLAP = 1 << 20, 1 << 12


def find_uploads_of(subject: Subject) -> list[Path]:
    """Files on their way in that hold them, and lists of what was refused. A file that is no plain text is taken for
    one that does: it cannot be looked into as it lies, and whoever brought it has it still."""
    folder = settings.DATA / UPLOADS
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return [path for path in files if _holds(path, subject)]


def _holds(path: Path, subject: Subject) -> bool:
    try:
        with path.open("rb") as file:
            before = b""
            while piece := file.read(_PIECE):
                if b"\x00" in piece or _is_packed(piece, path):
                    return True
                whole = before + piece
                if any(mentions(subject, whole.decode(code, "ignore")) for code in ("utf-8", "cp1250")):
                    return True
                before = whole[-_OVERLAP:]
    except FileNotFoundError:
        # Brought in or forgotten meanwhile.
        return False
    return False


def _is_packed(piece: bytes, path: Path) -> bool:
    return piece[:2] in (b"PK", b"\x1f\x8b") or path.suffix in {".zip", ".gz", ".xlsx", ".parquet"}


def finish_files(now: datetime, progress: Progress = lambda step, done, total: None) -> int:
    """For everybody whose files are still to follow, by one refresh. Returns how many are done with.

    Raises Conflict while another refresh is running. A page that reads an older generation holds it for a moment: then
    the next call ends what this one could not.
    """
    note_erasures()
    waiting = list_unfinished_erasures()
    for erasure in waiting:
        _delete_uploads(erasure)
    if unseen := [erasure.pk for erasure in waiting if erasure.refreshed_at is None]:
        _refresh(now, progress)
        Erasure.objects.filter(pk__in=unseen).update(refreshed_at=clock.now())
    if not waiting or not _retire():
        return 0
    return Erasure.objects.filter(pk__in=[erasure.pk for erasure in waiting]).update(files_done_at=clock.now())


def _delete_uploads(erasure: Erasure) -> None:
    for name in erasure.files:
        (settings.DATA / UPLOADS / Path(name).name).unlink(missing_ok=True)
    if erasure.files:
        Erasure.objects.filter(pk=erasure.pk).update(files=[])


def _refresh(now: datetime, progress: Progress) -> Any:
    """The copy writes the months anew that held rows of theirs. Before the first refresh there is nothing."""
    if Lake(settings.LAKE_FOLDER).watermark is not None:
        return run_refresh(now, progress=progress)
    return None


def _retire() -> bool:
    """Whether nothing older is left on the disk."""
    lake, generations = Lake(settings.LAKE_FOLDER), Generations(settings.GENERATIONS_FOLDER)
    alone = generations.retire_older()
    return lake.collect_garbage() and alone
