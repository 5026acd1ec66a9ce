"""A file as it lies on the disk, or the one file within a ZIP archive, read without unpacking it."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

ZIP = b"PK\x03\x04"
#: Rows repeat themselves, but not this often: beyond it an archive was made to fill a memory.
MOST_RATIO = 200
MOST_BYTES = 8_000_000_000
#: Raised while it is read, for bytes that are not what their headers say.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
#: Bit of `ZipInfo.flag_bits`.
ENCRYPTED = 0x1


@contextlib.contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Raises InvalidInput for a spreadsheet, a damaged archive, a bomb, or one with several files."""
    try:
        with path.open("rb") as file:
            if file.read(4) != ZIP:
                file.seek(0)
                yield file
                return
        with _open_archive(path) as archive, _open_member(path, archive) as member:
            yield member
    except DAMAGED as cause:
        raise _damaged(path) from cause
    except OSError as cause:
        raise InvalidInput(_("{path} cannot be read: {reason}").format(path=path, reason=cause.strerror)) from cause


def _open_archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, RuntimeError) as cause:
        raise _damaged(path) from cause


def _open_member(path: Path, archive: zipfile.ZipFile) -> IO[bytes]:
    member = _only_member(path, archive)
    if member.flag_bits & ENCRYPTED:
        raise InvalidInput(
            _("{path} is locked by a password. Unpack it and bring in the file that is in it.").format(path=path)
        )
    try:
        return archive.open(member)
    except RuntimeError as cause:
        # A way of packing that the library does not know.
        raise _damaged(path) from cause


def _spreadsheet(path: Path) -> InvalidInput:
    what = _("a spreadsheet. Open it, choose “Save as”, then “CSV UTF-8”, and bring that file in")
    return InvalidInput(_("{path} is {what}.").format(path=path, what=what))


def _damaged(path: Path) -> InvalidInput:
    if path.suffix.lower() in {".xlsx", ".ods"}:
        return _spreadsheet(path)
    return InvalidInput(
        _("{path} cannot be unpacked: it is damaged. Unpack it yourself, or export it again.").format(path=path)
    )


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/") and "/." not in f"/{member.filename}"
    ]
    if any(member.filename in {"[Content_Types].xml", "content.xml"} for member in members):
        raise _spreadsheet(path)
    if len(members) != 1:
        raise InvalidInput(
            _("{path} holds {n} files: {names}. Unpack it and bring them in one by one.").format(
                path=path, n=len(members), names=", ".join(member.filename for member in members[:10])
            )
        )
    member = members[0]
    if member.file_size > MOST_BYTES or member.file_size > MOST_RATIO * max(member.compress_size, 1_000):
        raise InvalidInput(
            _("{path} would unpack to {mb} MB, which no list of a shop does. Unpack it yourself if it is one.").format(
                path=path, mb=member.file_size // 1_000_000
            )
        )
    return member
