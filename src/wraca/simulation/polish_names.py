"""How often Poles bear which name: given names by the register's counts, surnames by their rank."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

import pyarrow.compute as pc
import pyarrow.parquet as pq

from wraca.kit.errors import InvalidInput

MALE, FEMALE = "M", "F"
#: The register is a long tail of misspellings; who bears a rarer name than this is left out.
LEAST_BEARERS = 200


@dataclass(frozen=True)
class Pool:
    """Values with how often each is drawn."""

    values: list[str]
    cumulated: list[float]

    def draw(self, random: Random) -> str:
        return self.values[bisect(self.cumulated, random.random() * self.cumulated[-1], hi=len(self.values) - 1)]


def pool(weights: dict[str, float]) -> Pool:
    return Pool(list(weights), list(accumulate(weights.values())))


@dataclass(frozen=True)
class PolishNames:
    given: dict[str, Pool]
    #: The masculine forms; `feminine` makes the others.
    surnames: Pool


def read_names(folder: Path) -> PolishNames:
    """From given_names_pesel.parquet (name, sex, bearers), surnames_ranked.parquet (surname, sex, frequency_rank)."""
    try:
        given = pq.read_table(folder / "given_names_pesel.parquet")
        surnames = pq.read_table(folder / "surnames_ranked.parquet")
    except FileNotFoundError as cause:
        raise InvalidInput(f"expected given_names_pesel.parquet and surnames_ranked.parquet in {folder}") from cause
    given = given.filter(pc.field("bearers") >= LEAST_BEARERS)
    return PolishNames({sex: _given(given, sex) for sex in (MALE, FEMALE)}, _surnames(surnames))


def _given(table, sex: str) -> Pool:
    rows = table.filter(pc.field("sex") == sex)
    return pool(
        dict(zip(map(str.title, rows["name"].to_pylist()), map(float, rows["bearers"].to_pylist()), strict=True))
    )


def _surnames(table) -> Pool:
    """Zipf with an offset: 0.6 % bear the first name, as 0.5 % of Poles are called Nowak."""
    rows = table.filter(pc.field("sex") == MALE).sort_by("frequency_rank")
    return pool({name.title(): (rank + 15) ** -0.9 for rank, name in enumerate(rows["surname"].to_pylist(), 1)})


def feminine(surname: str) -> str:
    """Kowalski's wife is Kowalska; Nowak's is Nowak."""
    for ending in ("ski", "cki", "dzki"):
        if surname.endswith(ending):
            return f"{surname[:-1]}a"
    return surname
