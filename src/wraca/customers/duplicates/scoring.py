"""The probability of each pair in SQL, from its levels and the learnt weights; what speaks for and against one pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wraca.customers.duplicates.comparisons import Comparison
from wraca.customers.duplicates.mixture import PERSONAL, Weights

KINDS = ("match", "home", "chance")
#: Levels by the comparison's name; as `f_<name>` the share of what the two agree in, None where it is rare.
Pair: TypeAlias = "Mapping[str, float | int | None]"
#: Of a difference of logarithms: the exponential of more is no number.
_MOST = 700


def score_sql(comparisons: Sequence[Comparison], weights: Weights, levels: str) -> str:
    """The columns of `levels` and `probability`; the same sums as `mixture.log_likelihoods`."""
    prior = _prior(weights)
    sums = ", ".join(
        f"{prior[kind]!r} + {' + '.join(_term(comparison, weights, kind) for comparison in comparisons)} AS of_{kind}"
        for kind in KINDS
    )
    return (
        f"SELECT * EXCLUDE ({', '.join(f'of_{kind}' for kind in KINDS)}),"
        f" 1 / (1 + exp(least(of_home - of_match, {_MOST})) + exp(least(of_chance - of_match, {_MOST}))) AS probability"
        f" FROM (SELECT *, {sums} FROM {levels})"
    )


def _term(comparison: Comparison, weights: Weights, kind: str) -> str:
    """A list that is looked up by the level; unknown, the first, adds nothing."""
    name = comparison.name
    table = ", ".join(repr(value) for value in (0.0, *getattr(weights, kind)[name]))
    looked_up = f"([{table}]::double[])[{name} + 2]"
    if name in weights.weighed and (kind == "chance" or (kind == "home" and name in PERSONAL)):
        return f"CASE WHEN f_{name} IS NOT NULL THEN ln(f_{name}) ELSE {looked_up} END"
    return looked_up


def _prior(weights: Weights) -> dict[str, float]:
    home = math.log(weights.home_share) if weights.home_share > 0 else -float(_MOST)
    return {"match": math.log(weights.match_share), "home": home, "chance": 0.0}


def probability_of(comparisons: Sequence[Comparison], weights: Weights, pair: Pair) -> float:
    """The same of one pair."""
    sums = _prior(weights)
    for comparison in comparisons:
        if _level(pair, comparison.name) >= 0:
            for kind, log in _logs(comparison, weights, pair)[1].items():
                sums[kind] += log
    home, chance = (math.exp(min(sums[kind] - sums["match"], _MOST)) for kind in ("home", "chance"))
    return 1 / (1 + home + chance)


@dataclass(frozen=True)
class Reason:
    """What one comparison says: its level, and its weight in bits, above 0 for one person."""

    name: str
    level: str
    bits: float


def reasons_of(comparisons: Sequence[Comparison], weights: Weights, pair: Pair) -> list[Reason]:
    """Against what else the pair may be, strangers or housemates, whichever is likelier. Strongest first; what is
    unknown is left out."""
    rows = [_logs(comparison, weights, pair) for comparison in comparisons if _level(pair, comparison.name) >= 0]
    home = math.log(weights.home_share) if weights.home_share > 0 else -math.inf
    other = (
        "home" if home + sum(logs["home"] for _, logs in rows) > sum(logs["chance"] for _, logs in rows) else "chance"
    )
    reasons = [
        Reason(
            comparison.name,
            comparison.codes()[_level(pair, comparison.name)],
            round((logs["match"] - logs[other]) / math.log(2), 2),
        )
        for comparison, logs in rows
    ]
    return sorted(reasons, key=lambda reason: (-abs(reason.bits), reason.name))


def _level(pair: Pair, name: str) -> int:
    return int(pair[name])  # type: ignore[arg-type]


def _logs(comparison: Comparison, weights: Weights, pair: Pair) -> tuple[Comparison, dict[str, float]]:
    name = comparison.name
    logs = {kind: getattr(weights, kind)[name][_level(pair, name)] for kind in KINDS}
    share = pair.get(f"f_{name}")
    if share is not None:
        logs["chance"] = math.log(share)
        if name in PERSONAL:
            logs["home"] = math.log(share)
    return comparison, logs
