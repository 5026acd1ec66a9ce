"""The command line's language: standard gettext, because its help is printed before Django has started."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from wraca.kit.errors import InvalidInput
from wraca.kit.language import translate_with

_translations: gettext.NullTranslations = gettext.NullTranslations()
_chosen = "en"


LANGUAGES = ("en", "pl")


def choose_language(option: str | None) -> None:
    """`--language`, else WRACA_LANGUAGE, else Polish where the environment speaks it, else English.

    Raises InvalidInput, in English, for a language that is not ours.
    """
    global _translations, _chosen
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = "WRACA_LANGUAGE" if option is None else "--language"
    code = os.environ.get("WRACA_LANGUAGE") if option is None else option
    code = code or ("pl" if spoken.startswith("pl") else "en")
    if code not in LANGUAGES:
        raise InvalidInput(f"{name} is {code!r}; give one of: {', '.join(LANGUAGES)}")
    _chosen = code
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
