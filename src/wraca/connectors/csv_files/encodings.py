"""In which encoding a text was saved: UTF-8, UTF-16, or one of Poland's own, windows-1250 and ISO 8859-2."""

from __future__ import annotations

import codecs
from typing import IO

UTF8, UTF8_MARKED, WINDOWS, ISO = "utf-8", "utf-8-sig", "cp1250", "iso8859-2"
_PIECE = 1 << 20
#: ą ś ź and their capitals, where the two encodings of Polish differ.
_OF_WINDOWS, _OF_ISO = b"\xb9\x9c\x9f\xa5\x8c\x8f", b"\xb1\xb6\xbc\xa1\xa6\xac"


def find_encoding(file: IO[bytes]) -> str:
    """Reads to the end where it must: the first letter that decides may stand in the last row. Bounded memory.

    A file with good UTF-8 in it and one bad byte is damaged UTF-8, and not another encoding: reading it as one would
    spoil all other letters in silence.
    """
    start = file.read(_PIECE)
    if marked := _by_mark(start):
        return marked
    decoder = codecs.getincrementaldecoder(UTF8)()
    letters = False
    piece = start
    while piece:
        try:
            if not piece.isascii() or decoder.getstate()[0]:
                letters = letters or len(decoder.decode(piece)) > 0
        except UnicodeDecodeError as error:
            return UTF8 if letters or not piece[: error.start].isascii() else _single_byte(piece, file)
        piece = file.read(_PIECE)
    return UTF8


def _by_mark(start: bytes) -> str | None:
    if start.startswith(codecs.BOM_UTF8):
        return UTF8_MARKED
    if start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    # Without a mark: nearly every letter of a header takes one byte and a zero.
    shown = start[:400]
    if len(shown) >= 8:
        for encoding, zeros in (("utf-16-le", shown[1::2]), ("utf-16-be", shown[::2])):
            if zeros.count(0) > 0.8 * len(zeros) and shown.count(0) < 0.6 * len(shown):
                return encoding
    return None


def _single_byte(piece: bytes, file: IO[bytes]) -> str:
    windows = iso = 0
    while piece:
        # Bytes that are letters here and control characters there.
        if any(128 <= byte < 160 for byte in set(piece)):
            return WINDOWS
        windows += sum(piece.count(letter) for letter in _OF_WINDOWS)
        iso += sum(piece.count(letter) for letter in _OF_ISO)
        piece = file.read(_PIECE)
    return ISO if iso > windows else WINDOWS
