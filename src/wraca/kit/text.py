"""Text: names folded for search, keys that sort Polish as Poles do (the embedded database has no Polish collation)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_RANK = {
    letter: chr(ord("0") + index) if index < 10 else chr(ord("a") + index - 10) for index, letter in enumerate(_POLISH)
}


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
