"""How long what is kept of people is kept: the rules, their usual spans, and what an owner may set. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

EVENTS, BODIES, ADDRESSES, CONSENTS = "events", "bodies", "addresses", "consents"
REJECTS, LINKS, INACTIVE = "rejects", "links", "inactive"

#: Rule -> months, where the owner set nothing.
USUAL_MONTHS: Mapping[str, int] = {
    EVENTS: 14,
    BODIES: 24,
    ADDRESSES: 36,
    CONSENTS: 36,
    REJECTS: 3,
    LINKS: 3,
    INACTIVE: 24,
}
LEAST_MONTHS, MOST_MONTHS = 1, 120
#: Between the letter that asks whether to keep somebody's data and the end of them.
ANSWER_DAYS = 30


@dataclass(frozen=True)
class Retention:
    months: Mapping[str, int]
    #: Whether people who never bought are asked, and erased if they do not answer: nothing leaves by surprise.
    asks_inactive: bool = False

    def before(self, rule: str, now: datetime) -> datetime:
        """What is older goes."""
        return months_before(now, self.months[rule])


def read_retention(kept: Mapping[str, object]) -> Retention:
    """From what the shop's row holds; what is not there is as usual."""
    months = {rule: int(str(kept.get(rule, usual))) for rule, usual in USUAL_MONTHS.items()}
    return Retention(months, asks_inactive=bool(kept.get("asks_inactive", False)))


def require_retention(months: Mapping[str, int], *, asks_inactive: bool) -> Retention:
    """Raises InvalidInput with everything that is wrong at once."""
    unknown = sorted(set(months) - set(USUAL_MONTHS))
    wrong = [
        _("{rule}: {given} months; expected {least} to {most}").format(
            rule=rule, given=given, least=LEAST_MONTHS, most=MOST_MONTHS
        )
        for rule, given in months.items()
        if rule in USUAL_MONTHS and not LEAST_MONTHS <= given <= MOST_MONTHS
    ]
    if unknown or wrong:
        raise InvalidInput("; ".join([*wrong, *(f"there is no rule {rule!r}" for rule in unknown)]))
    return Retention({**USUAL_MONTHS, **months}, asks_inactive)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour so many months ago; of a month that has no such day, its last."""
    place = now.year * 12 + now.month - 1 - months
    year, month = divmod(place, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
