"""Grammatical gender of a person by their name, with how sure that is. It inflects a sentence and says nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wraca.customers.names import dictionary, register
from wraca.customers.names.familiar import full_forms

FEMININE, MASCULINE, UNKNOWN = "f", "m", ""
REGISTER, FULL_NAME, DICTIONARY, ENDING = "register", "full_name", "dictionary", "ending"

#: Share of women among bearers of the register's rarer names (below 200 bearers), by the last letter. Nearly every
#: name is one sex's alone, so beside a name's own bearers that is worth one person.
_WOMEN_A, _WOMEN_VOWEL, _WOMEN_CONSONANT, _PRIOR_WEIGHT = 0.905, 0.37, 0.14, 1
#: What the dictionary says of a name too rare for the register.
_DICTIONARY_SURE = 0.98
#: Kowalska is a woman, Kowalski a man; foreign papers and mistakes are why that is odds and not certainty.
_SURNAME = re.compile(r".*(?:[sc]k|dzk)([ai])(?:-.*)?", re.DOTALL)
_SURNAME_ODDS = 200.0


@dataclass(frozen=True)
class GrammaticalGender:
    """`code` "f", "m", or "" for a toss-up; `confidence` from 0.5 to 1; `origin` what it was read from."""

    code: str
    confidence: float
    origin: str


def grammatical_gender(given_name: str, family_name: str = "") -> GrammaticalGender:
    """By a tidy given name's bearers in the register, else by what it is short for; the surname's ending weighs in."""
    women, origin = _women_share(given_name)
    odds = women / (1 - women) * _surname_odds(family_name)
    share = odds / (1 + odds)
    code = FEMININE if share > 0.5 else MASCULINE if share < 0.5 else UNKNOWN
    return GrammaticalGender(code, round(max(share, 1 - share), 6), origin)


def _women_share(name: str) -> tuple[float, str]:
    first = name.split(" ")[0].split("-")[0]
    if not first:
        return 0.5, ENDING
    women, men = register.bearers(first)
    if women or men:
        return (women + _PRIOR_WEIGHT * _by_ending(first)) / (women + men + _PRIOR_WEIGHT), REGISTER
    shares = [_women_share(full)[0] for full in full_forms(first) if full != first]
    if shares:
        # A form that may be short for a man's name or a woman's says neither.
        return sum(shares) / len(shares), FULL_NAME
    genders = dictionary.find_genders(first)
    if len(genders) == 1:
        return (_DICTIONARY_SURE if genders[0] == FEMININE else 1 - _DICTIONARY_SURE), DICTIONARY
    return _by_ending(first), ENDING


def _by_ending(name: str) -> float:
    last = name[-1:].lower()
    if last == "a":
        return _WOMEN_A
    return _WOMEN_VOWEL if last in "eiouyéíóö" else _WOMEN_CONSONANT


def _surname_odds(family_name: str) -> float:
    ending = _SURNAME.fullmatch(family_name.strip().lower())
    if ending is None:
        return 1.0
    return _SURNAME_ODDS if ending[1] == "a" else 1 / _SURNAME_ODDS
