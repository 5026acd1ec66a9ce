"""What is older than it may be goes, each night, in batches; and the dry run that says how much that would be."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from wraca.jobs.inactive_customers import count_inactive, settle_inactive
from wraca.jobs.models import JobRun
from wraca.jobs.nightly import is_due
from wraca.jobs.retention_rules import BATCH, RULES
from wraca.jobs.runs import Progress, carry_out, queue_run
from wraca.kit import clock
from wraca.kit.errors import Conflict
from wraca.shop.queries import find_retention, find_shop
from wraca.shop.retention import INACTIVE, USUAL_MONTHS

KIND = "retention"

Told = Callable[[str, int, int], None]


def measure_retention(now: datetime) -> dict[str, Any]:
    """The dry run: per rule its months, the moment before which rows are old, and how many are. Nothing is changed."""
    kept = find_retention()
    rows = dict.fromkeys(USUAL_MONTHS, 0)
    for rule in RULES:
        rows[rule.code] += rule.old(kept, now).count()
    rows[INACTIVE] = count_inactive(kept, now)
    return {
        "asks_inactive": kept.asks_inactive,
        "rules": {
            code: {"months": kept.months[code], "before": kept.before(code, now).isoformat(), "rows": count}
            for code, count in rows.items()
        },
    }


def apply_retention(now: datetime, report: Told = lambda step, done, total: None) -> dict[str, Any]:
    """Rows that went, per rule. Run twice, the second finds nothing."""
    kept, gone = find_retention(), Counter(dict.fromkeys(USUAL_MONTHS, 0))
    for rule in RULES:
        total, done = rule.old(kept, now).count(), 0
        while total:
            touched = rule.forget_batch(kept, now)
            done += touched
            report(rule.code, done, max(total, done))
            if touched < BATCH:
                break
        gone[rule.code] += done
    outcome: dict[str, Any] = {"rows": dict(gone), "inactive": settle_inactive(kept, now, report)}
    outcome["rows"][INACTIVE] = outcome["inactive"]["erased"]
    return outcome


def queue_retention_if_due(now: datetime) -> bool:
    """Once a night, and at the next start after a night switched off."""
    shop = find_shop()
    if shop is None:
        return False
    runs = JobRun.objects.filter(kind=KIND).order_by("-created_at").values_list("created_at", flat=True)
    if not is_due(now, shop.zone, last_generation=None, last_run=runs.first()):
        return False
    with contextlib.suppress(Conflict):
        queue_run(KIND)
        return True
    return False


def carry_out_retention(run_id: int) -> dict[str, Any]:
    def work(progress: Progress) -> dict[str, Any]:
        return apply_retention(clock.now(), progress)

    return carry_out(run_id, work, alert="retention_failed")
