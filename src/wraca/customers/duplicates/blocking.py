"""Which pairs are looked at: those that agree in one of these, from the surest to the loosest.

A rule that would give more pairs than there is time for is left out, so that a small shop is searched more widely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Beyond this many pairs a rule is left out: so many a person, and at least so many.
PAIRS_A_PERSON = 4
LEAST_PAIRS = 100_000


@dataclass(frozen=True)
class Rule:
    #: Equal on both sides; SQL over the columns of one person.
    keys: tuple[str, ...]

    def condition(self) -> str:
        return " AND ".join(f"{_of('l', key)} = {_of('r', key)}" for key in self.keys)


def _of(side: str, key: str) -> str:
    return key.replace("{", f"{side}.").replace("}", "")


RULES = (
    Rule(("{document}",)),
    Rule(("{email}",)),
    Rule(("{phone}",)),
    Rule(("{given}", "{family}")),
    Rule(("{family}", "{postcode}")),
    Rule(("{given}", "{postcode}")),
    Rule(("{family}", "{birth}")),
    Rule(("{given}", "{birth}")),
    Rule(("{email_user}",)),
    Rule(("{street}", "{house}", "{postcode}")),
    Rule(("{birth}", "left({postcode}, 2)")),
    Rule(("{family}", "left({given}, 1)", "left({postcode}, 2)")),
    Rule(("{given}", "left({family}, 3)", "left({postcode}, 2)")),
    Rule(("{family}", "left({given}, 2)")),
    Rule(("{given}", "left({family}, 3)")),
    Rule(("{street}", "{house}")),
    Rule(("{birth}",)),
    Rule(("{house}", "{postcode}")),
    Rule(("{family}",)),
    Rule(("{city}", "{house}")),
    Rule(("{street}",)),
    Rule(("{postcode}",)),
    Rule(("{given}",)),
)


def choose_rules(con: Any, people: str, known: set[str]) -> list[Rule]:
    """The rules whose columns are among the `known` ones and that the number of pairs allows."""
    rows = con.execute(f"SELECT count(*) FROM {people}").fetchone()[0]
    most = max(LEAST_PAIRS, PAIRS_A_PERSON * rows)
    return [rule for rule in RULES if _columns(rule) <= known and 0 < count_pairs(con, people, rule) <= most]


def _columns(rule: Rule) -> set[str]:
    return {key[key.index("{") + 1 : key.index("}")] for key in rule.keys}


def count_pairs(con: Any, people: str, rule: Rule) -> int:
    keys = [key.replace("{", "").replace("}", "") for key in rule.keys]
    known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    return con.execute(
        f"SELECT coalesce(sum(n * (n - 1) // 2), 0)::bigint FROM (SELECT count(*) AS n FROM {people} WHERE {known}"
        f" GROUP BY {', '.join(keys)})"
    ).fetchone()[0]
