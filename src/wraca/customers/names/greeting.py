"""How a customer is greeted: `Pani Agnieszko`, `Agnieszko`, or `Dzień dobry` when anything about it is unsure.

Only names that people are known to bear get into a greeting. What somebody typed as their given name can be an
advertisement or an address of a page, and would be sent under the shop's name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from wraca.customers.names import dictionary, register
from wraca.customers.names.familiar import full_forms
from wraca.customers.names.gender import FEMININE, MASCULINE, GrammaticalGender, grammatical_gender
from wraca.customers.names.tidy import given_names, tidy_given_name
from wraca.customers.names.vocative import Lookup, find_vocative
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _

FORMAL, FAMILIAR = "formal", "familiar"
STYLES = (FORMAL, FAMILIAR)
#: Why a greeting is what it is: the forms' origins, and what kept a name out.
SET, SPELLING = "set", "spelling"
NO_NAME, UNKNOWN_NAME, UNSURE_GENDER, UNSURE_FORM = "no_name", "unknown_name", "unsure_gender", "unsure_form"

#: Pani said to a man is worse than no name at all.
SURE_OF_GENDER = 0.98
LONGEST_NAME = 40
_NEUTRAL = {"pl": "Dzień dobry", "en": "Hello"}
_TITLES = {FEMININE: "Pani", MASCULINE: "Panie"}
_ENGLISH = {FORMAL: "Dear", FAMILIAR: "Hi"}
_GIVEN_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?: [^\W\d_]+(?:['’-][^\W\d_]+)*){0,2}")


@dataclass(frozen=True)
class Greeting:
    """`text` opens a message; `name` is the form in it, empty in a neutral one; `reason` is one of the codes above."""

    text: str
    name: str
    gender: GrammaticalGender
    reason: str

    @property
    def is_neutral(self) -> bool:
        return not self.name


def greet(
    given_name: str,
    family_name: str = "",
    *,
    language: str = "pl",
    style: str = FORMAL,
    gender: str = "",
    set_name: str = "",
    lookup: Lookup = dictionary.find_vocatives,
) -> Greeting:
    """The greeting of one customer in Polish ("pl") or English (any other language).

    `gender` ("f", "m") and `set_name` (a vocative) are what staff or the customer set; empty, they are derived. Never
    raises for any text.
    """
    names = given_names(given_name)
    name = names[0] if names else ""
    known_gender = GrammaticalGender(gender, 1.0, SET) if gender else grammatical_gender(name, family_name)
    if language != "pl":
        return _english(name, known_gender, style)
    form, reason = (set_name, SET) if set_name else _form(name, known_gender, style, lookup)
    if set_name and style == FORMAL and known_gender.confidence < SURE_OF_GENDER:
        form, reason = "", UNSURE_GENDER
    if not form:
        return Greeting(_NEUTRAL["pl"], "", known_gender, reason)
    text = f"{_TITLES[known_gender.code]} {form}" if style == FORMAL else form
    return Greeting(text, form, known_gender, reason)


def require_greeting_name(text: str) -> str:
    """A tidied vocative that may be set for a customer: one to three words of letters; empty means derive it."""
    name = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    if name and (len(name) > LONGEST_NAME or not _GIVEN_NAME.fullmatch(name)):
        raise InvalidInput(_("A form of address is one to three words of letters, at most 40 characters in all."))
    return name


def is_known_name(name: str) -> bool:
    """Whether people are known to bear it: the register, our table of pet names, or the dictionary says so."""
    return all(_is_known_word(word) for word in name.split("-"))


def _is_known_word(word: str) -> bool:
    return any(register.bearers(word)) or bool(full_forms(word)) or bool(dictionary.find_genders(word))


def _form(name: str, gender: GrammaticalGender, style: str, lookup: Lookup) -> tuple[str, str]:
    """(vocative, origin), or nothing and what kept it out."""
    if not name:
        return "", NO_NAME
    if not is_known_name(name):
        return "", UNKNOWN_NAME
    if gender.confidence < SURE_OF_GENDER:
        alike = {find_vocative(name, code, lookup) for code in (FEMININE, MASCULINE)}
        if style == FORMAL or len({vocative.form for vocative in alike}) > 1:
            return "", UNSURE_GENDER
    vocative = find_vocative(name, gender.code or FEMININE, lookup)
    return (vocative.form, vocative.origin) if vocative.form else ("", UNSURE_FORM)


def _english(name: str, gender: GrammaticalGender, style: str) -> Greeting:
    """English has no vocative and needs no gender; the set form is Polish and does not serve."""
    if not name or not is_known_name(name):
        return Greeting(_NEUTRAL["en"], "", gender, UNKNOWN_NAME if name else NO_NAME)
    return Greeting(f"{_ENGLISH[style]} {name}", name, gender, SPELLING)


__all__ = ["FAMILIAR", "FORMAL", "Greeting", "greet", "is_known_name", "require_greeting_name", "tidy_given_name"]
