"""Sentences in the reader's language, for code that runs before Django does (and for errors that both show).

The command line and the web each say once how they translate; until then a sentence stays English.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] = str


def translate_with(translate: Callable[[str], str]) -> None:
    global _translate
    _translate = translate


def _(sentence: str) -> str:
    return _translate(sentence)


def marked(sentence: str) -> str:
    """English that is translated where it is shown; the call only marks it for the catalogues."""
    return sentence
