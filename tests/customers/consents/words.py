"""Words of consent for the tests: few customers, moments and sources, so that they meet in every way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from wraca.customers.consents.fold import CONFIRMED, GIVEN, WITHDRAWN, Said
from wraca.customers.identity.people import Forest

START = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMERS = (1, 2, 3, 4)


def on(day: int) -> datetime:
    return START + timedelta(days=day)


def said(action: str, day: int, *, who: int = 1, proven: bool = True, source: str = "form", **more: object) -> Said:
    return Said(who, "marketing", "email", action, on(day), source, proven, **more)


days = st.integers(0, 6)
words = st.builds(
    said,
    st.sampled_from([GIVEN, WITHDRAWN, CONFIRMED]),
    days,
    who=st.sampled_from(CUSTOMERS),
    proven=st.booleans(),
    source=st.sampled_from(["form", "shop"]),
)
requests = st.builds(said, st.just(GIVEN), days, who=st.sampled_from(CUSTOMERS), awaits_confirmation=st.just(True))
histories = st.lists(words | requests, max_size=9)


@st.composite
def merges(draw: st.DrawFn) -> list[tuple[int, int, datetime]]:
    """Standing merges: each of roots, and later than those before it, as identity makes them."""
    forest, made = Forest({}), []
    for day in sorted(draw(st.lists(days, max_size=3))):
        one, other = draw(st.sampled_from(CUSTOMERS)), draw(st.sampled_from(CUSTOMERS))
        start, end = forest.root(one), forest.root(other)
        if start != end:
            made.append((start, end, on(day)))
            forest = forest.merged(one, other)
    return made
