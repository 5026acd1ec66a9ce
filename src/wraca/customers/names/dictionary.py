"""The grammatical dictionary of Polish (SGJP), by way of morfeusz2: the vocatives that it knows to be right.

Loaded once, when first asked; without the package the dictionary knows nothing and the rules speak alone.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from threading import Lock
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_GENDERS = {"f": "f", "m1": "m"}
#: A Morfeusz keeps state between calls; requests are answered in threads.
_ONE_AT_A_TIME = Lock()


def is_available() -> bool:
    return _morfeusz() is not None


@lru_cache(maxsize=16384)
def find_vocatives(name: str, gender: str) -> tuple[str, ...]:
    """Every singular vocative of a given name as a woman's ("f") or a man's ("m"), the preferred one first."""
    forms = tuple(dict.fromkeys(form for form, of in _given_name_vocatives(name) if of == gender))
    return tuple(sorted(forms, key=lambda form: _rank(name, form)))


@lru_cache(maxsize=16384)
def find_genders(name: str) -> tuple[str, ...]:
    """Whose name the dictionary says it is: "f", "m", both, or nobody's."""
    return tuple(sorted({gender for _form, gender in _given_name_vocatives(name)}))


@lru_cache(maxsize=4096)
def find_first_vocative(name: str) -> str | None:
    """The first vocative of any word spelt so, surname or place included: a baseline, not to be used for greeting."""
    return next((form for form, _lemma, tag, *_ in _forms(name) if "voc" in _cases(tag) and ":sg" in tag), None)


def _given_name_vocatives(name: str) -> list[tuple[str, str]]:
    """(form, gender): only where the word is labelled a given name, a person's, and singular."""
    return [
        (form, _GENDERS[tag.split(":")[3]])
        for form, _lemma, tag, labels, _style in _forms(name)
        if "imię" in labels and tag.startswith("subst:sg:") and "voc" in _cases(tag) and tag.split(":")[3] in _GENDERS
    ]


def _cases(tag: str) -> list[str]:
    parts = tag.split(":")
    return parts[2].split(".") if len(parts) > 2 else []


def _rank(name: str, form: str) -> tuple[bool, bool]:
    """Bruno before Brunonie; Majo before Maju, which is for pet names, of which the dictionary has -u alone."""
    return form != name, form.endswith("u")


def _forms(name: str) -> list[Any]:
    morfeusz = _morfeusz()
    # More than one word is an error to Morfeusz.
    if morfeusz is None or not _WORD.fullmatch(name):
        return []
    with _ONE_AT_A_TIME:
        return morfeusz.generate(name)


@cache
def _morfeusz() -> Any:
    try:
        import morfeusz2
    except ImportError:
        return None
    return morfeusz2.Morfeusz(analyse=False)
