"""How far a share of few answers can be believed. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Two-sided, 90 %: as every interval of the house.
_Z = 1.6448536269514722


@dataclass(frozen=True)
class Share:
    """`count` of `of`, as a share with its 90 % interval."""

    count: int
    of: int
    share: float
    low: float
    high: float


def share_of(count: int, of: int) -> Share | None:
    """Wilson's score interval, which holds for few answers and for none of them too (Wilson 1927; Brown, Cai and
    DasGupta 2001). None: nobody answered."""
    if of == 0:
        return None
    share, z2 = count / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (0.0 if count == 0 else middle - half), (1.0 if count == of else middle + half)
    return Share(count, of, share, max(0.0, low), min(1.0, high))
