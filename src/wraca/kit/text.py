"""Text: names folded for search, keys that sort Polish as Poles do (the embedded database has no Polish collation)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_RANK = {
    letter: chr(ord("0") + index) if index < 10 else chr(ord("a") + index - 10) for index, letter in enumerate(_POLISH)
}


#: Signs that turn the direction of what follows: in a name, of everything beside it on a page.
_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
#: Ends of lines, tabs, escapes of terminals.
_CONTROLS = dict.fromkeys((*range(1, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
_PLAIN = {**_TURNING, **_CONTROLS}


def one_line(text: str) -> str:
    """Trimmed and without what no name or address holds: control characters and signs that turn the writing. NUL stays,
    to be refused by name."""
    text = text.strip()
    if text.isprintable():
        return text
    return text.translate(_PLAIN).strip()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without diacritics, single spaces: `Łukasz  Żak` gives `lukasz zak`. (Unicode keeps ł whole.)

    Cached: an import meets the same names again and again.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("đ", "d").replace("ø", "o"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A text whose plain byte order is the Polish alphabet's: ć after c, ł after l, ź before ż."""
    composed = unicodedata.normalize("NFC", text.casefold())
    letters = []
    for letter in composed:
        known = _RANK.get(letter)
        letters.append(
            known if known is not None else (_RANK.get(fold(letter)[:1], "") or "") if letter.isalpha() else " "
        )
    return " ".join("".join(letters).split())
