"""Familiar and pet forms of given names, and other languages' spellings: Kasia is Katarzyna, Oleksandr is Aleksander.

Own table, `familiar_forms.txt`; it says so where a form is short for several names (Ola: Aleksandra, Olga).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from wraca.kit.text import fold


def full_names(given_name: str) -> tuple[str, ...]:
    """Every full name that `given_name` may stand for, folded, lower case: `Kasia` gives `("katarzyna",)`.

    A name that is a full name itself, or that is in no table, comes first as it is, so that two spellings of one name
    share a member: `Oleksandr` gives `("oleksandr", "aleksander")`. Empty for an empty text.
    """
    folded = fold(given_name)
    known = _full().get(folded, ())
    if folded and (folded in _own() or not known):
        return (folded, *(name for name in known if name != folded))
    return known


def full_forms(given_name: str) -> tuple[str, ...]:
    """The same with Polish letters, of names in the table only: `gosia` gives `("Małgorzata",)`."""
    return tuple(_written()[name] for name in full_names(given_name) if name in _written())


def familiar_forms() -> Iterator[tuple[str, str]]:
    """Every (familiar form, full name) of the table, as written, in its order."""
    for head, _spellings, pets in _lines():
        yield from ((pet, head) for pet in pets)


def is_familiar_only(name: str) -> bool:
    """Whether `name` is called rather than registered: Ola, not Aleksandra, and not Lena, which is both."""
    folded = fold(name)
    return folded in _full() and folded not in _own()


def written(form: str) -> str | None:
    """The spelling of a form with its Polish letters (`malgosia` → `Małgosia`), if the table has one only."""
    spellings = _spellings().get(fold(form), ())
    return spellings[0] if len(spellings) == 1 else None


@cache
def _lines() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(full name, other spellings, familiar forms) of each line."""
    text = files(__package__).joinpath("familiar_forms.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(_read(line) for line in lines)


def _read(line: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    names, _, pets = line.partition(":")
    head, _, spellings = names.partition("=")
    return head.strip(), tuple(spellings.split()), tuple(pets.split())


@cache
def _full() -> dict[str, tuple[str, ...]]:
    """Folded form → folded full names, in the table's order."""
    full: dict[str, dict[str, None]] = {}
    for head, spellings, pets in _lines():
        for form in (head, *spellings, *pets):
            full.setdefault(fold(form), {})[fold(head)] = None
    return {form: tuple(names) for form, names in full.items()}


@cache
def _written() -> dict[str, str]:
    return {fold(head): head for head, _spellings, _pets in _lines()}


@cache
def _own() -> frozenset[str]:
    """Forms that are full names in their own right: a line's own name, and its other spellings."""
    return frozenset(fold(form) for head, spellings, _pets in _lines() for form in (head, *spellings))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    spelt: dict[str, dict[str, None]] = {}
    for head, spellings, pets in _lines():
        for form in (head, *spellings, *pets):
            spelt.setdefault(fold(form), {})[form] = None
    return {form: tuple(known) for form, known in spelt.items()}
