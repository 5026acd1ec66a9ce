"""What is certain without any statistics: agreements that two people do not have by chance. Each is one line."""

from __future__ import annotations

from dataclasses import dataclass

from wraca.kit.language import marked as _


@dataclass(frozen=True)
class ExactRule:
    code: str
    #: Columns of comparable people that are known and equal on both sides.
    columns: tuple[str, ...]
    words: str


#: A mailbox or telephone alone may be a family's, so a name stands beside it.
EXACT_RULES = (
    ExactRule("document", ("document", "given"), _("the same document number and given name")),
    ExactRule("email", ("email", "given"), _("the same e-mail and given name")),
    ExactRule("phone", ("phone", "given", "family"), _("the same telephone and name")),
    ExactRule("home", ("given", "family", "postcode", "house"), _("the same name, postcode and house")),
    ExactRule("birth", ("given", "family", "birth"), _("the same name and day of birth")),
)


def usable_rules(known: set[str]) -> tuple[ExactRule, ...]:
    return tuple(rule for rule in EXACT_RULES if set(rule.columns) <= known)


def exact_pairs_sql(people: str, rules: tuple[ExactRule, ...]) -> str:
    """id_l, id_r and the code of the first rule by which the pair is certain."""
    found = " UNION ALL ".join(
        f"SELECT l.id AS id_l, r.id AS id_r, {number} AS number FROM {people} l JOIN {people} r ON l.id < r.id AND "
        + " AND ".join(f"l.{column} = r.{column}" for column in rule.columns)
        for number, rule in enumerate(rules)
    )
    codes = ", ".join(f"'{rule.code}'" for rule in rules)
    return f"SELECT id_l, id_r, ([{codes}])[min(number) + 1] AS rule FROM ({found}) GROUP BY id_l, id_r"
