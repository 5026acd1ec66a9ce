"""A typed given name made presentable: case, spaces, hyphens, and Polish letters where they are certain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wraca.customers.names import register
from wraca.customers.names.familiar import is_familiar_only, written

_DASHES = re.compile(r"\s*[-‐‑‒–—―−]\s*")
#: Latin letters that keep their number when their case changes (ß and ŉ do not).
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-Þà-öø-įı-ňŊ-žȘ-ț]+")
#: What people put before a name; a priest's title stays, for he is not addressed as a gentleman.
_TITLES = re.compile(r"^(?:pan|pani|mr|mrs|ms|dr|mgr|inż|inz)\.? +", re.IGNORECASE)
_AROUND = " .,;:\"'-"


@lru_cache(maxsize=8192)
def tidy_given_name(text: str) -> str:
    """`  MALGORZATA ` → `Małgorzata`, `anna – maria` → `Anna-Maria`; any text comes back, only tidier, and stays so.

    "NA" and "NAN" are names of living people and become `Na` and `Nan`.
    """
    visible = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Cs"))
    composed = unicodedata.normalize("NFC", visible).replace("’", "'")
    spaced = " ".join(_DASHES.sub("-", composed).split()).strip(_AROUND)
    while (bare := _TITLES.sub("", spaced, count=1).strip(_AROUND)) != spaced:
        spaced = bare
    return _WORD.sub(lambda word: _restore(_case(word[0])), spaced)


def given_names(text: str) -> list[str]:
    """The names in a tidied text, hyphenated ones whole: `Anna Maria` → `["Anna", "Maria"]`."""
    return tidy_given_name(text).split()


def _case(word: str) -> str:
    """`ANNA`, `anna` and `ANna` become `Anna`; `McKenzie` stays."""
    usual = word.capitalize().replace("i̇", "i")
    typed_with_care = word[:1].isupper() and word[1:2].islower()
    return word if typed_with_care and not any(register.bearers(usual)) else usual


def _restore(word: str) -> str:
    """The only spelling with Polish letters that fits what was typed; pet names from our own table."""
    if not word.isascii() or word.lower() in ("na", "nan"):
        return word
    spelt = register.spelling(word)
    if spelt is None and is_familiar_only(word) and not any(register.bearers(word)):
        spelt = written(word)
    return spelt or word
