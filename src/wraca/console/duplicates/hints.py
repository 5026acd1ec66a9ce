"""On a customer's page: who may be the same person, and why somebody was merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from wraca.console.customers.cells import name_of
from wraca.console.duplicates.labels import RULES, certainty
from wraca.console.formats import format_share
from wraca.console.words import speak
from wraca.customers.duplicates.queries import list_pairs_of
from wraca.customers.identity.models import Merge
from wraca.jobs.find_duplicates import RULE

#: The surest ones; the review has them all.
SHOWN = 3


@dataclass(frozen=True)
class Hint:
    pair_id: int
    name: str
    probability: float

    @property
    def certainty(self) -> str:
        return certainty(self.probability)


def list_hints(canonical_id: int, now: datetime) -> list[Hint]:
    """Open pairs that the person is in, the surest first."""
    pairs = list_pairs_of([canonical_id], now)[:SHOWN]
    others = ((pair, pair.right if pair.left_id == canonical_id else pair.left) for pair in pairs)
    return [Hint(pair.pk, name_of(vars(other)), pair.probability) for pair, other in others]


def tell_rule(merge: Merge) -> str:
    """Why two were merged that nobody merged by hand."""
    kind, _colon, code = merge.rule.partition(":")
    if kind == RULE and code in RULES:
        return _("merged by itself: {rule}").format(rule=RULES[code])
    if kind == RULE and (chance := merge.evidence.get("probability")):
        share = format_share(chance, speak(), digits=1)
        return _("merged by itself: nearly certainly one person ({chance})").format(chance=share)
    return _("merged by itself")
