"""The command line's language: standard gettext, because its help is printed before Django has started."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from wraca.kit.language import translate_with

_translations: gettext.NullTranslations = gettext.NullTranslations()
_chosen = "en"


def choose_language(code: str | None) -> None:
    """`code`, else WRACA_LANGUAGE, else Polish where the environment speaks it, else English."""
    global _translations, _chosen
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    _chosen = code or os.environ.get("WRACA_LANGUAGE") or ("pl" if spoken.startswith("pl") else "en")
    _translations = gettext.NullTranslations()
    # Every part brings a catalogue of its own; errors of the parts below are said in the same language.
    for folder in sorted(Path(__file__).parent.parent.glob("**/locale")):
        _translations.add_fallback(gettext.translation("django", folder, [_chosen], fallback=True))
    translate_with(_)


def chosen_language() -> str:
    return _chosen


def _(message: str) -> str:
    return _translations.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return _translations.ngettext(one, many, number)
