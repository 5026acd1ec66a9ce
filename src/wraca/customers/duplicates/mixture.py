"""How likely it is that two records are one person: three kinds of pairs, learnt without an answer to look up.

Fellegi and Sunter (1969) know two kinds of pairs, matches and strangers. Customers have families: husband and wife
agree in surname, home, often in telephone or mailbox, so two kinds take them for one person. Here is a third:

    strangers   agree by chance, by the shares that were counted ("u"); a rare surname by chance less than a common one
    one person  agrees as learnt ("m")
    housemates  agree as learnt in what a home shares (surname, e-mail, telephone, address) and by chance in what a
                person is (given name, day of birth, document)

Within a kind comparisons are independent. The rest is expectation maximisation (Dempster, Laird, Rubin 1977) over the
pairs that were looked at; all the others are strangers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: What each person of a home has for themselves.
PERSONAL = ("given", "birth", "document")
#: What no two strangers share, but for a shop's mailbox or a number made up: those are known by how many have them.
IDENTIFIERS = ("email", "phone", "document")
#: Of two housemates, how many have one day of birth: twins.
TWINS = 0.005
#: Chances that were never seen in the draw are as small as this.
LEAST_CHANCE = 5e-7
ROUNDS = 60
CONVERGED = 1e-5
#: So many made-up pairs, spread by the first guess, keep a level that was never seen from being impossible.
SMOOTHING = 2.0


@dataclass(frozen=True)
class Weights:
    """Of each comparison, the natural logarithm of how often a pair of the kind stands at each of its levels."""

    #: Of all pairs of records, how many are one person, and how many housemates.
    match_share: float
    home_share: float
    match: Mapping[str, tuple[float, ...]]
    home: Mapping[str, tuple[float, ...]]
    chance: Mapping[str, tuple[float, ...]]
    #: Comparisons whose highest level heeds how common the shared value is.
    weighed: tuple[str, ...]
    rounds: int = 0


def first_guess(chances: Mapping[str, Sequence[float]], weighed: Sequence[str], match_share: float) -> Weights:
    chance = {name: _logs(_strangers(name, np.asarray(shares))) for name, shares in chances.items()}
    match = {name: _logs(_guess(len(shares), 0.8, 0.1)) for name, shares in chances.items()}
    home = {name: _home_guess(name, np.asarray(shares)) for name, shares in chances.items()}
    return Weights(match_share, match_share if "given" in chances else 0.0, match, home, chance, tuple(weighed))


def _strangers(name: str, drawn: np.ndarray) -> np.ndarray:
    shares = np.maximum(drawn, LEAST_CHANCE)
    if name in IDENTIFIERS:
        shares[-1] = LEAST_CHANCE
    return shares


def _guess(levels: int, same: float, differs: float) -> np.ndarray:
    """The highest level `same`, the lowest `differs`, those between share the rest."""
    between = (1 - same - differs) / max(levels - 2, 1)
    shares = np.full(levels, between)
    shares[-1], shares[0] = same, differs
    return shares / shares.sum()


def _home_guess(name: str, chances: np.ndarray) -> tuple[float, ...]:
    if name in PERSONAL:
        shares = np.maximum(chances, LEAST_CHANCE)
        if name == "birth":
            shares[-1] = max(shares[-1], TWINS)
        return _logs(shares)
    return _logs(_guess(len(chances), 0.2, 0.7) if name in ("email", "phone") else _guess(len(chances), 0.7, 0.1))


def _logs(shares: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in np.log(shares / shares.sum()))


def fit(
    levels: Mapping[str, np.ndarray], shares: Mapping[str, np.ndarray], guess: Weights, *, all_pairs: float
) -> Weights:
    """Learn how often each kind agrees. levels: of each pair, -1 unknown; shares: of the value agreed on, NaN where
    there is none; all_pairs: how many pairs the looked-at ones stand for, strangers included."""
    weights = guess
    for number in range(ROUNDS):
        one, home = _memberships(levels, shares, weights)
        renewed = Weights(
            match_share=max(float(one.sum()), 1.0) / all_pairs,
            home_share=float(home.sum()) / all_pairs,
            match={name: _renewed(levels[name], one, guess.match[name]) for name in levels},
            home={
                name: guess.home[name] if name in PERSONAL else _renewed(levels[name], home, guess.home[name])
                for name in levels
            },
            chance={name: _without_kin(name, guess, weights) for name in levels},
            weighed=guess.weighed,
            rounds=number + 1,
        )
        moved = max(np.abs(np.exp(renewed.match[name]) - np.exp(weights.match[name])).max() for name in levels)
        weights = renewed
        if moved < CONVERGED:
            break
    return weights


def _renewed(level: np.ndarray, weight: np.ndarray, guess: tuple[float, ...]) -> tuple[float, ...]:
    known = level >= 0
    counts = np.bincount(level[known], weights=weight[known], minlength=len(guess))
    return _logs(counts + SMOOTHING * np.exp(guess))


def _without_kin(name: str, guess: Weights, weights: Weights) -> tuple[float, ...]:
    """The draw's shares less the pairs in it that are no strangers: where few live at one address, they are most."""
    drawn = np.exp(guess.chance[name])
    kin = weights.match_share * np.exp(weights.match[name]) + weights.home_share * np.exp(weights.home[name])
    return _logs(np.maximum(drawn - kin, np.maximum(0.05 * drawn, LEAST_CHANCE)))


def _memberships(
    levels: Mapping[str, np.ndarray], shares: Mapping[str, np.ndarray], weights: Weights
) -> tuple[np.ndarray, np.ndarray]:
    """Of each pair, the probability of being one person, and of being housemates."""
    one, home, chance = log_likelihoods(levels, shares, weights)
    top = np.maximum(np.maximum(one, home), chance)
    a, b, c = np.exp(one - top), np.exp(home - top), np.exp(chance - top)
    return a / (a + b + c), b / (a + b + c)


def log_likelihoods(
    levels: Mapping[str, np.ndarray], shares: Mapping[str, np.ndarray], weights: Weights
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One person, housemates, strangers: prior and comparisons added up. `scoring.score_sql` is the same in SQL."""
    count = len(next(iter(levels.values())))
    one = np.full(count, np.log(weights.match_share))
    home = np.full(count, np.log(weights.home_share) if weights.home_share > 0 else -np.inf)
    chance = np.zeros(count)
    for name, level in levels.items():
        place = level + 1
        by_chance = np.array([0.0, *weights.chance[name]])[place]
        at_home = np.array([0.0, *weights.home[name]])[place]
        if name in weights.weighed:
            share = np.log(np.where(np.isnan(shares[name]), 1.0, shares[name]))
            same = (level == len(weights.chance[name]) - 1) & ~np.isnan(shares[name])
            by_chance = np.where(same, share, by_chance)
            at_home = np.where(same, share, at_home) if name in PERSONAL else at_home
        one += np.array([0.0, *weights.match[name]])[place]
        home += at_home
        chance += by_chance
    return one, home, chance
