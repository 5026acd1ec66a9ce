"""One field of a person as it is compared: two spellings of one thing become one text; what tells nothing is None."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from wraca.customers.identity.addresses import is_alias
from wraca.customers.names.familiar import full_names
from wraca.kit.text import fold

_WORD = re.compile(r"[a-z]+")
_LETTERS_OR_DIGITS = re.compile(r"[^a-z0-9]+")
_ADJECTIVE = re.compile(r"(sk|ck|dzk)[ia]$")
_NOT_DIGIT = re.compile(r"\D+")
#: `12 m. 3` is flat 3 of house 12, not house 12m.
_HOUSE = re.compile(r"\b(\d+)(?: ?([a-k])\b)?")
#: What comes before or after the name of a street and is written by some and left out by others.
_STREET_WORDS = frozenset(
    (
        *("ul", "ulica", "al", "aleja", "aleje", "os", "osiedle", "pl", "plac", "skwer", "rondo", "im", "mieszkanie"),
        *("gen", "ks", "sw", "dr", "prof", "lok", "lokal"),
        *("street", "st", "road", "rd", "avenue", "ave", "drive", "crescent", "cres", "place", "close", "court", "ct"),
        *("circuit", "cct", "lane", "ln", "way", "parade", "terrace", "tce", "highway", "boulevard", "square", "sq"),
    )
)
_DOTLESS_DOMAINS = frozenset(("gmail.com", "googlemail.com"))
#: Typed into forms by those who will not say.
_NO_BIRTH_DATES = frozenset(("19000101", "19700101", "19010101", "20000101"))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def given_of(text: str) -> str | None:
    """The first of the given names, the full one where a pet name was typed: `Kasia` and `KATARZYNA Anna` are
    `katarzyna`."""
    words = words_of(text)
    return full_names(words[0])[0] if words else None


def given_forms_of(text: str) -> list[str] | None:
    """Every full name that the first one may stand for, and the others that were typed."""
    words = words_of(text)
    return sorted({name for word in words for name in full_names(word) if len(name) > 1}) or None


def family_of(text: str) -> str | None:
    return "".join(words_of(text)) or None


def family_stem_of(text: str) -> str | None:
    """Kowalski and Kowalska are of one family, and two people."""
    family = family_of(text)
    return _ADJECTIVE.sub(r"\1", family) if family else None


def family_parts_of(text: str) -> list[str] | None:
    """`Nowak-Kowalska` shares a part with Nowak and with Kowalska; so does a surname taken at a wedding."""
    return sorted({word for word in words_of(text) if len(word) > 2}) or None


def email_of(text: str) -> str | None:
    """Lower case; without dots and what follows a plus where the provider ignores them. A marketplace's is None."""
    local, at, domain = text.strip().lower().partition("@")
    if not at or not local or is_alias(f"{local}@{domain}"):
        return None
    if domain in _DOTLESS_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local.partition('+')[0]}@{domain}"


def email_user_of(text: str) -> str | None:
    """What stands before the @, without dots: kept through a change of provider. Too short, it is everybody's."""
    email = email_of(text)
    user = email.partition("@")[0].replace(".", "") if email else ""
    return user if len(user) > 5 else None


def phone_of(text: str) -> str | None:
    """The last nine digits: what comes before them is the country's code, written in five ways."""
    digits = _NOT_DIGIT.sub("", text)
    return digits[-9:] if len(digits) >= 7 and len(set(digits)) > 2 else None


def postcode_of(text: str) -> str | None:
    return _LETTERS_OR_DIGITS.sub("", fold(text)) or None


def city_of(text: str) -> str | None:
    return _LETTERS_OR_DIGITS.sub(" ", fold(text)).strip() or None


@lru_cache(maxsize=65536)
def street_words_of(text: str) -> tuple[str, ...]:
    """The words that name a street: `ul. J. Słowackiego 12/3` gives `("slowackiego",)`."""
    words = _LETTERS_OR_DIGITS.sub(" ", fold(text)).split()
    return tuple(word for word in words if len(word) > 1 and word not in _STREET_WORDS and not word[0].isdigit())


def street_of(text: str) -> str | None:
    """The last word of the name: first names of those whom streets are called after are often left out."""
    words = street_words_of(text)
    return words[-1] if words else _LETTERS_OR_DIGITS.sub("", fold(text)) or None


def house_of(text: str) -> str | None:
    """The first number that follows the name: `3 Maja 12A/4` gives `12a`."""
    found = _HOUSE.findall(fold(text))
    wanted = found[1:] if len(found) > 1 and _HOUSE.match(fold(text)) else found
    return "".join(wanted[0]) if wanted else None


def birth_of(text: str) -> str | None:
    """Eight digits, year first. A date that cannot be is kept, as a slip of the finger is evidence too."""
    digits = _NOT_DIGIT.sub("", text[:10])
    if len(digits) != 8 or digits in _NO_BIRTH_DATES:
        return None
    if _is_day(digits):
        return digits
    turned = digits[4:] + digits[2:4] + digits[:2]
    return turned if _is_day(turned) else digits


def _is_day(digits: str) -> bool:
    try:
        return 1880 < date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def document_of(text: str) -> str | None:
    """A number by which a state or a shop knows a person."""
    return _LETTERS_OR_DIGITS.sub("", fold(text)) or None
