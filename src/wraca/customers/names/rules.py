"""The vocative of a Polish given name by its ending, for names that no dictionary holds.

Polish forms the vocative from the stem's last sound: hard stems soften (Robert, Robercie), velars and soft ones take
-u (Henryk, Henryku; Tomasz, Tomaszu), adjectives stay (Jerzy). The longest ending that fits decides. An ending over
which natives hesitate has no form here: `None`, never a guess. Written from grammar and checked on names held back
(docs/algorithms/names.md).
"""

from __future__ import annotations

import re

from wraca.customers.names.familiar import is_familiar_only

FEMININE, MASCULINE = "f", "m"

#: Ending → what it becomes. `None`: no form that a native speaker would be sure of.
_MASCULINE: dict[str, str | None] = {
    # Vowels. -a declines as a feminine; adjectival -i and -y stay; what was spelled for another language is unsure.
    "a": "o", "ca": None, "iia": None, "ya": None, "oa": None, "aa": None,
    "i": "i", "ii": None, "ei": None, "ai": None, "oi": None, "ui": None,
    "y": "y", "iy": None, "ey": None, "ay": None, "oy": None, "uy": None,
    "e": None, "ie": "ie", "é": "é", "u": "u", "au": None, "ou": None,
    "o": "o", "ko": "ku", "cho": "chu", "go": None, "ho": None, "tro": None, "vlo": None, "ylo": None,
    "sio": "siu", "cio": "ciu", "zio": "ziu", "nio": "niu", "kio": "kiu",
    # Velars.
    "k": "ku", "ek": "ku", "siek": "śku", "ciek": "ćku", "ziek": "źku", "niek": "ńku",
    "g": "gu", "h": "hu", "ch": "chu",
    "óg": "ogu", "th": None, "sh": None, "kh": None, "nh": None, "gh": None, "ph": None, "q": None,
    # Soft stems, and those that once were.
    "j": "ju", "ój": "oju", "l": "lu", "sz": "szu", "cz": "czu", "rz": "rzu", "ż": "żu", "dz": "dzu",
    "ś": "siu", "ć": "ciu", "ń": "niu", "ź": "ziu", "dź": "dziu",
    "c": None, "yc": "ycu", "ac": "acu", "nc": "ncu", "iec": "cze", "niec": "ńcze", "tz": "tzu", "nz": "nzu",
    # Hard stems soften before -e.
    "b": "bie", "p": "pie", "f": "fie", "w": "wie", "m": "mie", "n": "nie", "s": "sie", "z": "zie", "x": "ksie",
    "t": "cie", "st": "ście", "d": "dzie", "zd": "ździe",
    "r": "rze", "ór": "orze", "ł": "le", "sł": "śle", "v": "vie", "ndr": None,
    # A fleeting e; -sper keeps it in Prosper, -ter in Walter.
    "eł": "le", "weł": "wle", "ander": "andrze", "ender": "endrze", "wester": "westrze",
    # Silent letters of French and English.
    "ues": None, "lles": None, "ouis": None, "eux": None, "eau": None,
}  # fmt: skip
_FEMININE: dict[str, str | None] = {
    "a": "o", "iia": None, "iya": None, "yia": None, "ya": None, "oa": None, "aa": None,
    "aia": None, "eia": None, "oia": None,
    # Pet names soften to -u; the same ending in a Latin name keeps -o.
    "sia": "siu", "cia": "ciu", "zia": "ziu", "icia": "icio", "tasia": "tasio",
    "nia": "nio", "unia": "uniu", "ynia": "yniu",
    "ś": "siu", "ć": "ciu", "ń": "niu", "ź": "ziu",
}  # fmt: skip

_LATIN = re.compile(r"[A-Za-zÀ-ž]{3,}")
_VOWEL = "aąeęioóuyéèáíúöüä"
#: One syllable before the ending: Ania, Henia; with an open one Ola, Pola, Nela, which are called as pet names are.
_SHORT_NIA = re.compile(rf"[^{_VOWEL}]*[{_VOWEL}][^{_VOWEL}]*nia")
_SHORT_LA = re.compile(rf"[^{_VOWEL}]*[aeiouy]la")


def decline(name: str, gender: str) -> str | None:
    """Vocative of one tidy word (`Robert`, "m" → `Robercie`), or None where no native speaker would be sure."""
    if not _LATIN.fullmatch(name):
        return None
    if gender == MASCULINE:
        return _by_ending(name, _MASCULINE)
    return _feminine(name) if gender == FEMININE else None


def _feminine(name: str) -> str | None:
    if _is_called_softly(name):
        return name[:-1] + "u"
    form = _by_ending(name, _FEMININE)
    # Women's names that do not end in -a do not decline: Pani Noemi, Pani Carmen.
    return name if form is None and not name.endswith("a") else form


def _is_called_softly(name: str) -> bool:
    """Short names and pet names in -nia and -la: Aniu, Polu, Anulu; Angela, though also a pet name, keeps -o."""
    pet = is_familiar_only(name)
    if name.endswith("nia"):
        return pet or bool(_SHORT_NIA.fullmatch(name.lower()))
    return bool(_SHORT_LA.fullmatch(name.lower())) or (pet and name.endswith(("ula", "ola")))


def _by_ending(name: str, endings: dict[str, str | None]) -> str | None:
    """The longest ending decides, and the whole word is none: `Ela` is not an ending of itself."""
    for length in range(min(6, len(name) - 1), 0, -1):
        ending = name[-length:].lower()
        if ending in endings:
            form = endings[ending]
            return None if form is None else name[:-length] + form
    return None
