"""The five stages of a customer's life with the shop, and the rules by which one follows another.

docs/algorithms/lifecycle.md says them in an owner's words. The refresh computes the same fold in columns
(`steps/stages.py`); a test holds the two together.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from wraca.lifecycle.models import rhythm
from wraca.lifecycle.models.rhythm import Rhythm

POTENTIAL, FIRST_PURCHASE, REPEAT, CORE, LEAVING = "potential", "first_purchase", "repeat", "core", "leaving"
STAGES = (POTENTIAL, FIRST_PURCHASE, REPEAT, CORE, LEAVING)
#: The event that tells the timeline of a change.
STAGE_CHANGED = "stage.changed"

#: A silence is long when nine of ten gaps are shorter.
LATE_SHARE = 0.9
#: Somebody who orders often is waited for longer, but at most three times that.
PATIENCE = 3.0
#: After so many finished gaps there were as many chances of a false call …
MANY_GAPS = 10
#: … so they are waited for half as long again as is long in this shop.
MANY_GAPS_STRETCH = 1.5
#: Core: orders on at least so many days …
CORE_ORDER_DAYS = 3
#: … and one of those who together bring half of the last twelve months' revenue …
CORE_ENTRY_SHARE = 0.5
#: … until no longer one of those who bring 65 % (between the two, nothing changes).
CORE_EXIT_SHARE = 0.65
#: Revenue is looked at over so many whole months.
CORE_MONTHS = 12


def stage_change_key(customer_id: int, day: date, to_stage: str) -> str:
    """A change told again under its key adds nothing."""
    return f"{STAGE_CHANGED}:{customer_id}:{day}:{to_stage}"


def silence_limits(params: Rhythm, repeats: np.ndarray, recency_days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Days of silence after which a customer is leaving, and the days that nine of ten of their gaps stay under.

    The first is the second, stretched to what is long in this shop (for a customer of whom only one order is known;
    half as long again for one of many orders), but at most to three times its own length: a weekly buyer is missed
    sooner than a yearly one. Whole days.
    """
    gaps = np.asarray(repeats, dtype=float)
    total = np.maximum(np.asarray(recency_days, dtype=float), gaps)
    own = _late(params, gaps, total)
    typical = _late(params, np.zeros(1), np.zeros(1))[0]
    long_here = np.where(gaps >= MANY_GAPS, MANY_GAPS_STRETCH, 1.0) * typical
    limit = np.maximum(own, np.minimum(long_here, PATIENCE * own))
    return np.floor(limit).astype(np.int64), np.floor(own).astype(np.int64)


def _late(params: Rhythm, gaps: np.ndarray, total_days: np.ndarray) -> np.ndarray:
    late = rhythm.next_gap_days(params, gaps, total_days, elapsed_days=0.0, probability=LATE_SHARE)
    return np.clip(late, 1.0, 36500.0)
