"""The vocative of a given name: from the dictionary, else as we know it to be said, else by its ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wraca.customers.names import dictionary
from wraca.customers.names.exceptions import EXCEPTIONS
from wraca.customers.names.rules import decline

DICTIONARY, EXCEPTION, RULE, UNKNOWN = "dictionary", "exception", "rule", ""

#: (name, gender) → vocatives, the preferred one first.
Lookup = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Vocative:
    """`form` is None where no native speaker would be sure; `origin` says who knows it."""

    form: str | None
    origin: str = UNKNOWN


def without_dictionary(name: str, gender: str) -> tuple[str, ...]:
    """A dictionary that knows nothing: what rules and exceptions are worth alone."""
    return ()


def find_vocative(name: str, gender: str, lookup: Lookup = dictionary.find_vocatives) -> Vocative:
    """Vocative of a tidy given name, a woman's ("f") or a man's ("m"); a double name is known if both parts are.

    >>> find_vocative("Agnieszka", "f").form
    'Agnieszko'
    """
    for joint in (" ", "-"):
        if joint in name:
            return _joined([find_vocative(part, gender, lookup) for part in name.split(joint)], joint)
    known = lookup(name, gender)
    if known:
        return Vocative(known[0], DICTIONARY)
    if (name, gender) in EXCEPTIONS:
        form = EXCEPTIONS[name, gender]
        return Vocative(form, EXCEPTION if form else UNKNOWN)
    form = decline(name, gender)
    return Vocative(form, RULE if form else UNKNOWN)


def _joined(parts: list[Vocative], joint: str) -> Vocative:
    forms = [part.form for part in parts if part.form]
    if len(forms) < len(parts):
        return Vocative(None)
    origins = {part.origin for part in parts}
    return Vocative(joint.join(forms), next(o for o in (RULE, EXCEPTION, DICTIONARY) if o in origins))
