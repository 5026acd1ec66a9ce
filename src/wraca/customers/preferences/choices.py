"""What can be preferred, and the present state as a fold over what was said. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wraca.kit.errors import InvalidInput

EACH, WEEKLY, MONTHLY, IMPORTANT = "each", "weekly", "monthly", "important"
#: Each quieter than the one before.
HOW_OFTEN = (EACH, WEEKLY, MONTHLY, IMPORTANT)
PAUSE_DAYS = (30, 90)
#: What is inferred of a customer and may be called wrong.
STAGE, RHYTHM, NEXT_ORDER, GREETING = "stage", "rhythm", "next_order", "greeting"
INFERRED = (STAGE, RHYTHM, NEXT_ORDER, GREETING)
NAMES = ("how_often", "topics", "paused_until", "birthday", "inference", "disputed")
MOST_TOPICS = 50


@dataclass(frozen=True)
class Preferences:
    """The defaults are what holds for who has said nothing."""

    how_often: str = EACH
    #: Ids of categories; None: all.
    topics: tuple[int, ...] | None = None
    #: Nothing commercial before this shop-local day.
    paused_until: date | None = None
    #: Whether the birth date may be used for wishes and presents.
    birthday: bool = False
    #: Whether conclusions may be drawn from purchases to choose what is offered.
    inference: bool = True
    #: Which conclusions the customer called wrong.
    disputed: frozenset[str] = frozenset()

    def is_paused(self, day: date) -> bool:
        return self.paused_until is not None and day < self.paused_until


def fold(said: Iterable[tuple[int, str, object]]) -> Preferences:
    """Of a person. said: (customer, name, value) as kept, oldest first.

    The last word of each customer on each name stands. Of several who are one person, the quieter word does: nobody
    becomes louder because two were found to be the same. Who is silent on a name does not count for it.
    """
    last: dict[str, dict[int, object]] = {}
    for customer_id, name, value in said:
        if name in NAMES:
            last.setdefault(name, {})[customer_id] = _read(name, value)
    quietest = {name: _QUIETEST[name](list(words.values())) for name, words in last.items()}
    return Preferences(**quietest)


def _shared_topics(words: list) -> tuple[int, ...] | None:
    chosen = [set(topics) for topics in words if topics is not None]
    return tuple(sorted(set.intersection(*chosen))) if chosen else None


#: Name -> the quietest of several values.
_QUIETEST: Mapping[str, Callable[[list], Any]] = {
    "how_often": lambda words: max(words, key=HOW_OFTEN.index),
    "topics": _shared_topics,
    "paused_until": lambda words: max((day for day in words if day is not None), default=None),
    "birthday": all,
    "inference": all,
    "disputed": lambda words: frozenset().union(*words),
}


def _read(name: str, value: object) -> object:
    if name == "topics":
        return None if value is None else tuple(value)  # type: ignore[arg-type]
    if name == "paused_until":
        return None if value is None else date.fromisoformat(str(value))
    return frozenset(value) if name == "disputed" else value  # type: ignore[call-overload]


def require_preference(name: str, value: object) -> object:
    """The value as it is kept. Raises InvalidInput."""
    good = _CHECKS[name](value) if name in _CHECKS else False
    if not good:
        raise InvalidInput(f"{value!r} is no value of the preference {name!r}; there are: {', '.join(NAMES)}")
    return sorted(value) if name in ("topics", "disputed") and value is not None else value  # type: ignore[call-overload]


def pause(days: int, today: date) -> str:
    return (today + timedelta(days=days)).isoformat()


def only_quieter(wanted: Mapping[str, Any], stands: Preferences) -> dict[str, Any]:
    """What of `wanted` brings less post than what stands: for those of whom nothing is known but that they hold a
    letter. `wanted` has how_often, topics and paused_until, as they are kept. Raises InvalidInput."""
    quieter: dict[str, Any] = {}
    how_often = require_preference("how_often", wanted["how_often"])
    if how_often in HOW_OFTEN[HOW_OFTEN.index(stands.how_often) :]:
        quieter["how_often"] = how_often
    topics = wanted.get("topics")
    if topics is not None:
        quieter["topics"] = [topic for topic in topics if stands.topics is None or topic in stands.topics]
    until = wanted.get("paused_until")
    if until and (stands.paused_until is None or date.fromisoformat(until) > stands.paused_until):
        quieter["paused_until"] = until
    return quieter


def _is_day(value: object) -> bool:
    try:
        return value is None or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _are_topics(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, list | tuple) and len(value) <= MOST_TOPICS and all(type(topic) is int for topic in value)


_CHECKS = {
    "how_often": lambda value: value in HOW_OFTEN,
    "topics": _are_topics,
    "paused_until": _is_day,
    "birthday": lambda value: isinstance(value, bool),
    "inference": lambda value: isinstance(value, bool),
    "disputed": lambda value: isinstance(value, list | tuple) and set(value) <= set(INFERRED),
}
