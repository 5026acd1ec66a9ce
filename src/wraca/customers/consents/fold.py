"""What follows from all that a person ever said. Pure; docs/consent.md tells the rules to owners.

1. A withdrawal holds until it is *answered* by a later consent. Of two words at one moment, the withdrawal is later.
2. A proven consent answers any withdrawal before it. A flag without proof answers only a flag: one that the same source
   told of the same customer. No import overrides what somebody took back themselves.
3. A consent that waits for its confirmation is none, and answers nothing; `confirmed` is a consent.
4. A word is that of its own customer, and of those who were one person with them when it was said. So a merge changes
   nobody's word, and of two who said different things before it, the withdrawal wins; what the person says afterwards
   is said for all. A merge undone leaves each with their own.
5. Without an unanswered withdrawal, any consent is one. It is proven if one with proof was said after every withdrawal
   that it heard of.

Nothing depends on the order in which records came, or on how often the same one came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

GIVEN, WITHDRAWN, CONFIRMED = "given", "withdrawn", "confirmed"
#: Nothing that counts was said: at most, a confirmation is waited for.
NEVER = "never"


@dataclass(frozen=True)
class Said:
    """One record."""

    customer_id: int
    purpose: str
    channel: str
    #: GIVEN, WITHDRAWN or CONFIRMED.
    action: str
    at: datetime
    source: str
    proven: bool = False
    #: Asked for; to be confirmed by whoever has the address.
    awaits_confirmation: bool = False
    #: Which record it is; of no weight.
    id: int = field(default=0, compare=False)

    @property
    def is_consent(self) -> bool:
        return self.action != WITHDRAWN and not self.awaits_confirmation

    @property
    def is_withdrawal(self) -> bool:
        return self.action == WITHDRAWN


@dataclass(frozen=True)
class State:
    """Of one purpose and channel."""

    #: GIVEN, WITHDRAWN or NEVER.
    standing: str
    #: Whether the record that decides it is more than an imported flag.
    proven: bool
    #: Since when it stands; None for NEVER.
    since: datetime | None
    #: What shows it: of a consent the last one, with proof if there is any; of withdrawals the first.
    shown_by: Said | None
    #: The last request that nobody has confirmed yet.
    awaiting: Said | None = None

    @property
    def given(self) -> bool:
        return self.standing == GIVEN


#: (purpose, channel) -> state.
Fold = dict[tuple[str, str], State]


@dataclass(frozen=True)
class Joins:
    """Since when customers are one person: (one, other) -> moment, both ways."""

    moments: Mapping[tuple[int, int], datetime] = field(default_factory=dict)

    def speaks_for(self, said: Said, customer_id: int) -> bool:
        if said.customer_id == customer_id:
            return True
        joined = self.moments.get((said.customer_id, customer_id))
        return joined is not None and joined <= said.at


def joins_of(merges: Iterable[tuple[int, int, datetime]]) -> Joins:
    """merges: those that stand, as (from, into, at). Two are one person since the last merge on the way between."""
    people: dict[int, set[int]] = {}
    moments: dict[tuple[int, int], datetime] = {}
    for start, end, at in sorted(merges, key=lambda merge: (merge[2], merge[0], merge[1])):
        one, other = people.get(start, {start}), people.get(end, {end})
        for left in one:
            for right in other:
                moments[left, right] = moments[right, left] = at
        together = one | other
        people.update(dict.fromkeys(together, together))
    return Joins(moments)


_ALONE = Joins()


def fold(records: Iterable[Said], joins: Joins = _ALONE) -> Fold:
    """records: all of one person's customers, in any order. joins: of those customers."""
    places: dict[tuple[str, str], set[Said]] = {}
    for said in records:
        places.setdefault((said.purpose, said.channel), set()).add(said)
    return {place: _state(sorted(places[place], key=_order), joins) for place in sorted(places)}


def _order(said: Said) -> tuple:
    return said.at, said.is_withdrawal, said.source, said.customer_id, said.action, said.proven


def _state(records: list[Said], joins: Joins) -> State:
    consents = [said for said in records if said.is_consent]
    withdrawals = [said for said in records if said.is_withdrawal]
    awaiting = _last_open_request(records)
    if held := [said for said in withdrawals if not any(_answers(consent, said, joins) for consent in consents)]:
        return State(WITHDRAWN, held[0].proven, held[0].at, held[0], awaiting)
    standing = [said for said in consents if not any(_ends(word, said, joins) for word in withdrawals)]
    if not standing:
        return State(NEVER, proven=False, since=None, shown_by=None, awaiting=awaiting)
    best = [said for said in standing if said.proven] or standing
    return State(GIVEN, best[0].proven, best[0].at, best[-1], awaiting)


def _answers(consent: Said, withdrawal: Said, joins: Joins) -> bool:
    if consent.at <= withdrawal.at:
        return False
    if consent.proven:
        return joins.speaks_for(consent, withdrawal.customer_id)
    same_flag = (consent.customer_id, consent.source) == (withdrawal.customer_id, withdrawal.source)
    return same_flag and not withdrawal.proven


def _ends(withdrawal: Said, consent: Said, joins: Joins) -> bool:
    return withdrawal.at >= consent.at and joins.speaks_for(withdrawal, consent.customer_id)


def _last_open_request(records: list[Said]) -> Said | None:
    """A request is over with whatever was said after it."""
    last = max(records, key=lambda said: (said.at, not said.awaits_confirmation))
    return last if last.awaits_confirmation else None
