"""Who in Poland is called what: first names of living people in the PESEL register, women and men apart.

`registered_names.txt` holds names of 200 or more bearers, 98.4 % of all people (open data of the Polish Ministry of
Digital Affairs, about January 2025, CC0).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from wraca.kit.text import fold

#: A spelling that so many times more people bear than all others of its letters is what was meant.
_CERTAIN = 50


def bearers(name: str) -> tuple[int, int]:
    """(women, men) in the register with this given name, spelt so; (0, 0) below 200."""
    return _registered().get(name, (0, 0))


def spelling(name: str) -> str | None:
    """`name` with the Polish letters it lost (Malgorzata → Małgorzata), or None where that is not certain."""
    return _spellings().get(name.lower())


@cache
def _registered() -> dict[str, tuple[int, int]]:
    text = files(__package__).joinpath("registered_names.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: (int(women), int(men)) for name, women, men in rows}


@cache
def _spellings() -> dict[str, str]:
    """Letters without diacritics → the one spelling with them that nearly everybody with these letters bears."""
    spelt: dict[str, list[tuple[int, str]]] = {}
    for name, (women, men) in _registered().items():
        spelt.setdefault(fold(name), []).append((women + men, name))
    certain = {}
    for plain, names in spelt.items():
        (most, name), *others = sorted(names, reverse=True)
        if name.lower() != plain and most >= _CERTAIN * sum(count for count, _ in others):
            certain[plain] = name
    return certain
