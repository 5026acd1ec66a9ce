"""Newcomers who came by the hundred, as by a file: whether they are known already, in a job of its own.

Few at a time are checked as the timeline is followed (wraca.reactions). One job waits at most, and it takes all who
came until it begins.
"""

from __future__ import annotations

from typing import Any

from wraca.customers.duplicates import actions, queries
from wraca.jobs.find_duplicates import ALERT, merge_if_allowed, search_with
from wraca.jobs.runs import Progress, begin_run, carry_out
from wraca.kit import clock

KIND = "check_newcomers"
BATCH = 100
#: With more newcomers than these, and than this part of all, comparing all with all is quicker.
MANY, PART = 1000, 100


def carry_out_check() -> dict[str, Any]:
    """Nothing where nobody waits and nothing is to be merged."""
    return carry_out(begin_run(KIND, clock.now()).pk, check, alert=ALERT)


def check(progress: Progress) -> dict[str, Any]:
    model, waiting = queries.find_model(), queries.count_unchecked()
    if (waiting > MANY and waiting > queries.count_checked() // PART) or (model is None and waiting):
        return {"newcomers": waiting, **search_with(progress)}
    found = done = last = 0
    while newcomers := queries.list_unchecked(after=last, limit=BATCH):
        found += len(actions.check_customers(newcomers, now=clock.now()))
        done, last = done + len(newcomers), newcomers[-1]
        progress("newcomers", done, max(waiting, done))
    return {"newcomers": done, "found": found, "merged": merge_if_allowed(clock.now())}
