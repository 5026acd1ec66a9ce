"""The search for customers known twice, all against all; merging by rule where it is allowed, and by hand."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from wraca.customers.access.joining import may_join_unseen
from wraca.customers.duplicates import actions, queries
from wraca.customers.duplicates.models import DuplicatePair
from wraca.customers.models import Customer
from wraca.jobs.merge_customers import merge, undo
from wraca.jobs.models import JobRun
from wraca.jobs.runs import Progress, carry_out, queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict
from wraca.postgres.conninfo import conninfo_of
from wraca.shop.queries import find_shop, the_shop

KIND = "find_duplicates"
#: What a merge that nobody looked at is recorded under, before the exact rule's code.
RULE = "duplicate"
ALERT = "find_duplicates_failed"
STEPS = ("people", "chances", "block", "compare", "learn", "score", "keep", "merge")


def queue_search_if_due() -> bool:
    """Each night after which somebody came or changed."""
    if find_shop() is None:
        return False
    last = JobRun.objects.filter(kind=KIND).order_by("-created_at").values_list("created_at", flat=True).first()
    if last is not None and not Customer.objects.filter(updated_at__gt=last).exists():
        return False
    with contextlib.suppress(Conflict):
        queue_run(KIND)
        return True
    return False


def carry_out_search(run_id: int) -> dict[str, Any]:
    return carry_out(run_id, search_with, alert=ALERT)


def search_with(progress: Progress) -> dict[str, Any]:
    return search(clock.now(), heard=lambda step: progress(step, STEPS.index(step), len(STEPS)))


def search(now: datetime, *, heard: Callable[[str], None] = lambda step: None) -> dict[str, Any]:
    """All against all; then, if the owner allows it, the certain pairs become one person."""
    with tempfile.TemporaryDirectory(prefix="wraca-duplicates-", dir=settings.DATA) as folder:
        found = actions.find_duplicates(
            conninfo_of(settings.DATABASES["default"]),
            now=now,
            memory_mb=settings.ENGINE_MEMORY_MB,
            spill=Path(folder) / "spill",
            heard=heard,
        )
    heard("merge")
    return {**found, "merged": merge_if_allowed(now)}


def merge_if_allowed(now: datetime) -> int:
    """The certain pairs, where the owner lets them be merged without anybody looking. Returns how many."""
    return merge_certain(now) if the_shop().merges_certain_duplicates else 0


def merge_certain(now: datetime) -> int:
    """Surest first, each in its own transaction; who was merged meanwhile is passed over, and so are two whose pages
    different people might open: they wait for staff. Returns how many."""
    pairs = queries.list_certain_pairs(now, least=actions.CERTAIN, least_by_rule=actions.CERTAIN_BY_RULE)
    return sum(_merge_if_apart(pair.pk, now) for pair in pairs)


def _merge_if_apart(pair_id: int, now: datetime) -> bool:
    pair = queries.list_open_pairs(now).filter(pk=pair_id).first()
    if pair is None or not may_join_unseen(pair.left_id, pair.right_id):
        return False
    try:
        merge_pair(pair_id, now=now, by=None)
    except Conflict:
        return False
    return True


@transaction.atomic
def merge_pair(
    pair_id: int, *, now: datetime, by: int | None, into: int | None = None, fields: dict[str, int] | None = None
) -> DuplicatePair:
    """The two of the pair become one person. into: whose id stays, else the older one's; fields: field -> customer
    whose value is shown. Raises InvalidInput, Conflict if they are one person already."""
    pair = queries.find_pair(pair_id)
    goes, stays = (pair.left_id, pair.right_id) if into == pair.right_id else (pair.right_id, pair.left_id)
    made = merge(
        goes,
        stays,
        now=now,
        by=by,
        rule="by_hand" if by is not None else f"{RULE}:{pair.rule or 'likely'}",
        evidence={"probability": pair.probability, "reasons": pair.reasons, "pair": pair.pk},
        fields=fields,
    )
    return actions.decide(pair_id, DuplicatePair.MERGED, now=now, by=by, merge_id=made.pk)


@transaction.atomic
def take_back(pair_id: int, *, now: datetime, by: int | None) -> DuplicatePair:
    """The pair stands open again; if it was merged, the two are parted."""
    pair = queries.find_pair(pair_id)
    if pair.merge is not None and pair.merge.undone_at is None:
        undo(pair.merge.pk, now=now, by=by)
    return actions.reopen(pair_id)
