"""How long a silence is long."""

import numpy as np

from wraca.lifecycle.models.rhythm import Rhythm
from wraca.lifecycle.stages import silence_limits

#: With shape 1, P(gap > t) = (scale / (scale + t)) ^ (a + gaps) and scale = b + days of the gaps, so nine of ten gaps
#: stay under scale * (10 ^ (1 / (a + gaps)) - 1); for one order 20 * (10 - 1) = 180.
RHYTHM = Rhythm(shape=1.0, a=1.0, b_days=20.0)


def limits(gaps: int, days: int) -> tuple[int, int]:
    limit, late = silence_limits(RHYTHM, np.array([gaps]), np.array([days]))
    return int(limit[0]), int(late[0])


def test_one_order_is_long_silent_after_the_typical_late_day():
    assert limits(0, 0) == (180, 180)


def test_silence_is_stretched_to_what_is_long_in_the_shop():
    # 30 * (10 ^ (1/2) - 1) = 64.87; three times that is 194.6, more than 180.
    assert limits(1, 10) == (180, 64)


def test_silence_is_stretched_to_three_times_the_own_late_day_at_most():
    # 83 * (10 ^ (1/10) - 1) = 21.49; three times that is 64.47.
    assert limits(9, 63) == (64, 21)


def test_many_gaps_are_waited_for_half_as_long_again():
    # 300 * (10 ^ (1/10) - 1) = 77.7 with nine gaps: 180 days, of which three times the own would be 233.
    assert limits(9, 280) == (180, 77)
    # 300 * (10 ^ (1/11) - 1) = 69.86 with ten: 270 days, of which three times the own are 209.6.
    assert limits(10, 280) == (209, 69)
    # 600 * (10 ^ (1/11) - 1) = 139.7: 270 days, and three times the own would be 419.
    assert limits(10, 580) == (270, 139)


def test_late_day_of_a_rare_buyer_is_long_by_itself():
    # 740 * (10 ^ (1/3) - 1) = 854.3, already more than 180.
    assert limits(2, 720) == (854, 854)
