from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wraca.jobs.nightly import is_due, last_published_at, latest_due

ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_nightly_refresh_is_due_at_three_of_the_shops_day():
    # Warsaw is an hour ahead of UTC in November: 03:00 is 02:00 UTC.
    assert latest_due(utc(2026, 11, 22, 1, 59), "Europe/Warsaw") == utc(2026, 11, 21, 2)
    assert latest_due(utc(2026, 11, 22, 2, 0), "Europe/Warsaw") == utc(2026, 11, 22, 2)


def test_nightly_refresh_comes_once_on_the_days_the_clock_changes():
    # 29 March 2026: 02:00 becomes 03:00, at 01:00 UTC. 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC, so the
    # clock shows 03:00 once, at 02:00 UTC.
    assert latest_due(utc(2026, 3, 29, 12), "Europe/Warsaw") == utc(2026, 3, 29, 1)
    assert latest_due(utc(2026, 10, 25, 12), "Europe/Warsaw") == utc(2026, 10, 25, 2)


@given(st.integers(0, 10 * 365 * 24 * 60), st.sampled_from(ZONES))
def test_latest_due_is_never_in_the_future_and_at_most_a_long_day_ago(minutes, zone):
    now = utc(2020, 1, 1) + timedelta(minutes=minutes)
    assert timedelta(0) <= now - latest_due(now, zone) <= timedelta(hours=25)


def test_refresh_is_due_unless_something_happened_since_three():
    now, before, after = utc(2026, 11, 22, 8), utc(2026, 11, 22, 1), utc(2026, 11, 22, 2, 30)
    due = {
        (generation, run): is_due(now, "Europe/Warsaw", last_generation=generation, last_run=run)
        for generation in (None, before, after)
        for run in (None, before, after)
    }
    assert due == {
        (None, None): True,
        (None, before): True,
        (None, after): False,
        (before, None): True,
        (before, before): True,
        (before, after): False,
        (after, None): False,
        (after, before): False,
        (after, after): False,
    }


def test_publication_is_unknown_before_the_first(tmp_path):
    assert last_published_at(tmp_path) is None
