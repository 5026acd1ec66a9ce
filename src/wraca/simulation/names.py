"""Names for simulated people: Faker's Polish ones, combined."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from faker.providers.person.pl_PL import Provider

from wraca.kit.text import fold, sort_key


@lru_cache(maxsize=1)
def pools() -> tuple[list[str], list[str]]:
    given = sorted({*Provider.first_names_female, *Provider.first_names_male})
    return given, sorted(set(Provider.last_names))


def names_table(random: np.random.Generator, count: int) -> pa.Table:
    """given_name, family_name, folded_name, sort_name."""
    given, family = pools()
    first, last = random.integers(0, len(given), count), random.integers(0, len(family), count)
    return pa.table(
        {
            "given_name": picked(given, first),
            "family_name": picked(family, last),
            "folded_name": joined(picked([fold(n) for n in given], first), picked([fold(n) for n in family], last)),
            "sort_name": joined(
                picked([sort_key(n) for n in family], last), picked([sort_key(n) for n in given], first)
            ),
        }
    )


def picked(pool: list[str], places: np.ndarray) -> pa.Array:
    return pa.array(pool).take(pa.array(places))


def joined(left: pa.Array, right: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(left, right, " ")
