"""What is compared of two people, and the steps of likeness: SQL over a pair's columns, `…_l` and `…_r`.

The first level whose condition holds is the pair's; where none does, the two differ. A comparison says nothing where
one of the two is not known. The same SQL runs over strangers drawn by Splink, over all pairs and over a new customer's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    code: str
    condition: str
    #: The column whose rare values tell more than its common ones.
    frequency: str | None = None


@dataclass(frozen=True)
class Comparison:
    name: str
    #: It is left out where all of one of these are unknown.
    needs: tuple[str, ...]
    unknown: str
    levels: tuple[Level, ...]

    def codes(self) -> tuple[str, ...]:
        """By Splink's number of the level: 0 is `differs`."""
        return ("differs", *(level.code for level in reversed(self.levels)))


def either_unknown(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def same(column: str) -> str:
    return f"{column}_l = {column}_r"


def slip(column: str, letters: int = 1) -> str:
    """So many slips of the finger apart. What is far from alike is not looked at letter by letter: that takes long."""
    near = f"jaro_winkler_similarity({column}_l, {column}_r) >= {0.9 - 0.15 * letters}"
    return f"CASE WHEN {near} THEN damerau_levenshtein({column}_l, {column}_r) <= {letters} ELSE false END"


def alike(column: str, similarity: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {similarity}"


def shares(column: str) -> str:
    return f"list_has_any({column}_l, {column}_r)"


_SHORT = "(length(given_l) = 1 OR length(given_r) = 1) AND left(given_l, 1) = left(given_r, 1)"
_NAMED = " AND ".join(
    f"(coalesce(contains(email_user_{side}, family_{side}), false)"
    f" OR coalesce(contains(email_user_{side}, given_{side}), false))"
    for side in "lr"
)
_SAME_STREET = f"coalesce({shares('address_words')}, false)"
_SAME_HOUSE = f"coalesce({same('house')}, false)"
_SAME_POSTCODE = f"coalesce({same('postcode')}, false)"
_SAME_CITY = f"coalesce({same('city')}, false)"
_SAME_PLACE = f"({_SAME_POSTCODE} OR {_SAME_CITY} OR coalesce({slip('postcode')}, false))"
_TURNED = (
    "left(birth_l, 4) = left(birth_r, 4) AND right(birth_l, 2) = substr(birth_r, 5, 2)"
    " AND right(birth_r, 2) = substr(birth_l, 5, 2)"
)

COMPARISONS = (
    Comparison(
        "given",
        ("given",),
        either_unknown("given"),
        (
            Level("same", same("given"), "given"),
            Level("familiar", shares("given_forms")),
            Level("initial", _SHORT),
            Level("slip", f"{slip('given')} OR {alike('given', 0.93)}"),
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
            Level("slip", f"{slip('family')} OR {alike('family', 0.94)}"),
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
            Level("named", _NAMED),
            Level("user", same("email_user")),
            Level("slip", f"{slip('email')} OR {alike('email', 0.96)}"),
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
        f"({either_unknown('postcode')}) AND ({either_unknown('street')})",
        (
            Level("both_lines", f"{same('second_street')} AND {_SAME_STREET} AND {_SAME_HOUSE} AND {_SAME_PLACE}"),
            Level("same", f"{_SAME_STREET} AND {_SAME_HOUSE} AND {_SAME_PLACE}"),
            Level("spelt", f"{_SAME_HOUSE} AND {_SAME_PLACE} AND coalesce({alike('street', 0.8)}, false)"),
            Level("home_elsewhere", f"{_SAME_STREET} AND {_SAME_HOUSE}"),
            Level("house", f"{_SAME_HOUSE} AND {_SAME_POSTCODE}"),
            Level("street", f"{_SAME_STREET} AND {_SAME_PLACE}"),
            Level("postcode", _SAME_POSTCODE),
            Level("city", _SAME_CITY),
            Level("street_elsewhere", _SAME_STREET),
            Level("area", "coalesce(left(postcode_l, 2) = left(postcode_r, 2), false)"),
        ),
    ),
    Comparison(
        "birth",
        ("birth",),
        either_unknown("birth"),
        (
            Level("same", same("birth")),
            Level("slip", f"{slip('birth')} OR ({_TURNED})"),
            Level("year", "left(birth_l, 4) = left(birth_r, 4)"),
            Level("day", "right(birth_l, 4) = right(birth_r, 4)"),
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
