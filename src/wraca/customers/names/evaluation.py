"""What the vocatives and greetings are worth on a list of names: right, wrong and withheld, plain and by bearers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from wraca.customers.names import dictionary
from wraca.customers.names.greeting import greet
from wraca.customers.names.tidy import tidy_given_name
from wraca.customers.names.vocative import Lookup, find_vocative, without_dictionary

RIGHT, WRONG, WITHHELD, UNJUDGED = "right", "wrong", "withheld", "unjudged"
#: Marks of a form where nothing says what is right.
_GIVEN = "given"
_TITLES = {"f": "Pani", "m": "Panie"}


@dataclass(frozen=True)
class NameToAddress:
    """A given name of one sex ("f", "m"), its living bearers (0 for pet names), and every vocative that is right.

    Without vocatives the name cannot be judged, and only whether a form is given is counted.
    """

    name: str
    gender: str
    bearers: int
    vocatives: tuple[str, ...]


#: A way to address: the form or None. Greetings know the name alone, the others also the sex.
Method = Callable[[NameToAddress], str | None]


def evaluate(names: Sequence[NameToAddress]) -> dict[str, Any]:
    """`{"wraca", "baselines", "split", "seconds"}`; shares are of judged names, weighted ones of their bearers."""
    seconds: dict[str, float] = {}

    def measured(label: str, method: Method, judged: Sequence[NameToAddress] = names) -> dict[str, Any]:
        started = perf_counter()
        figures = measure(judged, method)
        seconds[label] = round(perf_counter() - started, 2)
        return figures

    wraca = {
        "rules_alone": measured("rules_alone", _by_sex(without_dictionary)),
        "greeting_rules_alone": measured("greeting_rules_alone", _by_name(without_dictionary), _titled(names)),
    }
    baselines = {"nominative": measured("nominative", lambda name: _tidy(name))}
    if dictionary.is_available():
        wraca["with_dictionary"] = measured("with_dictionary", _by_sex(dictionary.find_vocatives))
        wraca["greeting_with_dictionary"] = measured(
            "greeting_with_dictionary", _by_name(dictionary.find_vocatives), _titled(names)
        )
        baselines["first_vocative"] = measured(
            "first_vocative", lambda name: dictionary.find_first_vocative(_tidy(name))
        )
    return {"wraca": wraca, "baselines": baselines, "split": split(names), "seconds": seconds}


def measure(names: Sequence[NameToAddress], method: Method) -> dict[str, Any]:
    """Counts and shares of right, wrong and withheld; `unjudged` says how many more got a form that none can judge."""
    plain: Counter[str] = Counter()
    weighted: Counter[str] = Counter()
    for name in names:
        verdict = judge(name, method(name))
        plain[verdict] += 1
        weighted[verdict] += name.bearers
    return {**_shares(plain), "weighted": _shares(weighted)}


def judge(name: NameToAddress, form: str | None) -> str:
    if not name.vocatives:
        return UNJUDGED if form is None else f"{UNJUDGED}_{_GIVEN}"
    if form is None:
        return WITHHELD
    return RIGHT if form in name.vocatives else WRONG


def split(names: Sequence[NameToAddress]) -> dict[str, int]:
    sexes: dict[str, set[str]] = {}
    for name in names:
        sexes.setdefault(name.name, set()).add(name.gender)
    judged = [name for name in names if name.vocatives]
    return {
        "names": len(names),
        "bearers": sum(name.bearers for name in names),
        "judged_names": len(judged),
        "judged_bearers": sum(name.bearers for name in judged),
        "without_bearers": sum(name.bearers == 0 for name in names),
        "of_both_sexes": sum(len(of) > 1 for of in sexes.values()),
    }


def with_dictionary_vocatives(names: Sequence[NameToAddress]) -> list[NameToAddress]:
    """The same names, judged by what the dictionary gives; those it does not know stay unjudged."""
    return [
        NameToAddress(name.name, name.gender, name.bearers, dictionary.find_vocatives(_tidy(name), name.gender))
        for name in names
    ]


def _shares(counts: Counter[str]) -> dict[str, Any]:
    judged = counts[RIGHT] + counts[WRONG] + counts[WITHHELD]
    figures: dict[str, Any] = {kind: counts[kind] for kind in (RIGHT, WRONG, WITHHELD)}
    for kind in (RIGHT, WRONG, WITHHELD):
        figures[f"{kind}_share"] = round(counts[kind] / judged, 6) if judged else None
    figures["unjudged_given"] = counts[f"{UNJUDGED}_{_GIVEN}"]
    figures["unjudged_withheld"] = counts[UNJUDGED]
    return figures


def _by_sex(lookup: Lookup) -> Method:
    return lambda name: find_vocative(_tidy(name), name.gender, lookup).form


def _by_name(lookup: Lookup) -> Method:
    def greeted(name: NameToAddress) -> str | None:
        greeting = greet(name.name, lookup=lookup)
        return None if greeting.is_neutral else greeting.text

    return greeted


def _titled(names: Sequence[NameToAddress]) -> list[NameToAddress]:
    """What a greeting must say word for word: the title of that sex and a right vocative."""
    return [
        NameToAddress(n.name, n.gender, n.bearers, tuple(f"{_TITLES[n.gender]} {form}" for form in n.vocatives))
        for n in names
    ]


def _tidy(name: NameToAddress) -> str:
    return tidy_given_name(name.name)
