"""Whose page an e-mail address opens. Pure.

Who reads the post of an address is not yet each customer who ever typed it: a stranger may have mistyped theirs. So
where an address was proven for somebody, only they are meant; where it never was, it opens a page only if it is
claimed by one person alone. Two claims open nothing: staff decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: From the strongest: they read a letter of ours; they bought with it; staff looked into it.
PROOFS = ("log_in", "opt_in", "order", "staff", "rule")


@dataclass(frozen=True)
class Claim:
    """A live link between the address and a person."""

    person_id: int
    #: One of PROOFS, or anything else for a mere claim.
    proof: str
    since: datetime


@dataclass(frozen=True)
class Choice:
    #: None: nobody, or nobody for sure.
    person_id: int | None
    #: How many people it might have been.
    people: int


def choose_person(claims: Iterable[Claim]) -> Choice:
    """Of several people for whom it is proven: by the strongest proof, then the latest, then the lowest id."""
    told = list(claims)
    proven = [claim for claim in told if claim.proof in PROOFS]
    meant = proven or told
    people = {claim.person_id for claim in meant}
    if not people or (not proven and len(people) > 1):
        return Choice(None, len(people))
    best = min(meant, key=lambda claim: (_rank(claim), -claim.since.timestamp(), claim.person_id))
    return Choice(best.person_id, len(people))


def _rank(claim: Claim) -> int:
    return PROOFS.index(claim.proof) if claim.proof in PROOFS else len(PROOFS)
