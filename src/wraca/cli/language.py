"""The command line's language: standard gettext, because its help is printed before Django has started."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_translations: gettext.NullTranslations = gettext.NullTranslations()
_chosen = "en"


def choose_language(code: str | None) -> None:
    """`code`, else WRACA_LANGUAGE, else Polish where the environment speaks it, else English."""
    global _translations, _chosen
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    _chosen = code or os.environ.get("WRACA_LANGUAGE") or ("pl" if spoken.startswith("pl") else "en")
    _translations = gettext.translation("django", Path(__file__).parent / "locale", [_chosen], fallback=True)


def chosen_language() -> str:
    return _chosen


def _(message: str) -> str:
    return _translations.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return _translations.ngettext(one, many, number)
