"""What is compared of two people, and the steps of likeness.

The first level whose condition holds is the pair's; where none does, the two differ. A comparison says nothing where
one of the two is not known. The same conditions are asked of strangers drawn by Splink, of all pairs, and of a new
customer's.
"""

from __future__ import annotations

from dataclasses import dataclass

from wraca.customers.duplicates.conditions import (
    Condition,
    Person,
    alike,
    an_initial,
    both_contain,
    either_unknown,
    same,
    same_part,
    shares,
    slip,
    surely,
)

#: The level of a pair of which one side is unknown.
UNKNOWN = -1


@dataclass(frozen=True)
class Level:
    code: str
    condition: Condition
    #: The column whose rare values tell more than its common ones.
    frequency: str | None = None


@dataclass(frozen=True)
class Comparison:
    name: str
    #: It is left out where all of one of these are unknown.
    needs: tuple[str, ...]
    unknown: Condition
    levels: tuple[Level, ...]

    def codes(self) -> tuple[str, ...]:
        """By Splink's number of the level: 0 is `differs`."""
        return ("differs", *(level.code for level in reversed(self.levels)))

    def weighed(self) -> tuple[str, ...]:
        """The columns of which it matters how rare the shared value is."""
        return tuple(level.frequency for level in self.levels if level.frequency)

    def level_sql(self) -> str:
        """The number of the pair's level: 0 differs, the highest is the same, UNKNOWN tells nothing."""
        highest = len(self.levels)
        tried = "".join(f" WHEN {level.condition.sql} THEN {highest - i}" for i, level in enumerate(self.levels))
        return f"CASE WHEN {self.unknown.sql} THEN {UNKNOWN}{tried} ELSE 0 END"

    def level_of(self, left: Person, right: Person) -> int:
        """The same of two rows."""
        if self.unknown.holds(left, right):
            return UNKNOWN
        highest = len(self.levels)
        return next((highest - i for i, level in enumerate(self.levels) if level.condition.holds(left, right)), 0)


_SAME_STREET, _SAME_HOUSE = surely(shares("address_words")), surely(same("house"))
_SAME_POSTCODE, _SAME_CITY = surely(same("postcode")), surely(same("city"))
_SAME_PLACE = _SAME_POSTCODE | _SAME_CITY | surely(slip("postcode"))
_SAME_YEAR, _SAME_DAY = same_part("birth", 0, 4), same_part("birth", 4, 8)
#: Day and month exchanged.
_TURNED = _SAME_YEAR & same_part("birth", 6, 8, 4) & same_part("birth", 4, 6, 6)

COMPARISONS = (
    Comparison(
        "given",
        ("given",),
        either_unknown("given"),
        (
            Level("same", same("given"), "given"),
            Level("familiar", shares("given_forms")),
            Level("initial", an_initial("given")),
            Level("slip", slip("given") | alike("given", 0.93)),
            Level("alike", alike("given", 0.85)),
        ),
    ),
    Comparison(
        "family",
        ("family",),
        either_unknown("family"),
        (
            Level("same", same("family"), "family"),
            Level("other_form", same("family_stem")),
            Level("part", shares("family_parts")),
            Level("slip", slip("family") | alike("family", 0.94)),
            Level("alike", alike("family", 0.87)),
        ),
    ),
    Comparison(
        "email",
        ("email",),
        either_unknown("email"),
        (
            Level("same", same("email"), "email"),
            # Made of the owner's names, two addresses are as alike as the names are, and prove nothing beside them.
            Level("named", both_contain("email_user", ("family", "given"))),
            Level("user", same("email_user")),
            Level("slip", slip("email") | alike("email", 0.96)),
            Level("alike", alike("email_user", 0.9)),
        ),
    ),
    Comparison(
        "phone",
        ("phone",),
        either_unknown("phone"),
        (Level("same", same("phone"), "phone"), Level("slip", slip("phone"))),
    ),
    # Street and postcode go together, so they are one comparison: apart, each neighbour would count twice.
    Comparison(
        "address",
        ("postcode",),
        either_unknown("postcode") & either_unknown("street"),
        (
            Level("both_lines", same("second_street") & _SAME_STREET & _SAME_HOUSE & _SAME_PLACE),
            Level("same", _SAME_STREET & _SAME_HOUSE & _SAME_PLACE),
            Level("spelt", _SAME_HOUSE & _SAME_PLACE & surely(alike("street", 0.8))),
            Level("home_elsewhere", _SAME_STREET & _SAME_HOUSE),
            Level("house", _SAME_HOUSE & _SAME_POSTCODE),
            Level("street", _SAME_STREET & _SAME_PLACE),
            Level("postcode", _SAME_POSTCODE),
            Level("city", _SAME_CITY),
            Level("street_elsewhere", _SAME_STREET),
            Level("area", surely(same_part("postcode", 0, 2))),
        ),
    ),
    Comparison(
        "birth",
        ("birth",),
        either_unknown("birth"),
        (
            Level("same", same("birth")),
            Level("slip", slip("birth") | _TURNED),
            Level("year", _SAME_YEAR),
            Level("day", _SAME_DAY),
        ),
    ),
    Comparison(
        "document",
        ("document",),
        either_unknown("document"),
        (
            Level("same", same("document"), "document"),
            Level("slip", slip("document")),
            Level("alike", slip("document", 2)),
        ),
    ),
)
