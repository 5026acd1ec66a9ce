"""Rules as text: written and read again they are the same, and what is no rule is told by its place."""

import pytest
from hypothesis import HealthCheck, given, settings
from tests.segments.words import RULES, WORDS

from wraca.kit.errors import InvalidInput
from wraca.segments.parsing import parse_rule
from wraca.segments.rules import Ago, Condition, Did, Every, Not, Period, Some
from wraca.segments.vocabulary import check
from wraca.segments.writing import write_rule

VERBS = frozenset({"bought"})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULES)
def test_rule_written_and_read_again_is_the_same(rule):
    check(rule, WORDS)
    assert parse_rule(write_rule(rule), VERBS) == rule


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('stage = "core" or orders >= 3 and not invented', 'stage = "core" or (orders >= 3 and not invented)'),
        ("((orders > 1))", "orders > 1"),
        ('city in ("Łódź" , "A \\"B\\"")', 'city in ("Łódź", "A \\"B\\"")'),
        ("p_order >= 12.50%", "p_order >= 0.125"),
        ("last_day before 90 days ago", "last_day before 90 days ago"),
        ("last_day between 2026-01-01 and in 1 days", "last_day between 2026-01-01 and in 1 day"),
        ("city is unknown", "city is unknown"),
        ("not city is known", "city is unknown"),
        ("bought on at least 1 day", "bought"),
        ('bought [category starts with "Kaw"] on at least 2 days in the last 90 days',) * 2,
        ("never bought from 2026-01-01 to today", "never bought from 2026-01-01 to today"),
        ("bought from 89 days ago to today", "bought in the last 90 days"),
        ("bought on 2 to 5 days since 1 day ago", "bought on 2 to 5 days since 1 day ago"),
    ],
)
def test_rule_has_one_way_to_be_written(text, written):
    assert write_rule(parse_rule(text, VERBS)) == written


def test_and_binds_before_or():
    one, two, three = Condition("invented", "yes"), Condition("b", "yes"), Condition("c", "yes")
    assert parse_rule("invented or b and c", VERBS) == Some((one, Every((two, three))))
    assert parse_rule("not invented and b", VERBS) == Every((Not(one), two))


def test_the_last_90_days_are_today_and_89_before():
    assert parse_rule("bought in the last 90 days", VERBS) == Did("bought", period=Period(Ago(89), Ago(0)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "character 1: expected a word, came the end"),
        ("orders >", "character 9: expected a value"),
        ("orders > 3 spent > 2", "character 12: expected 'and', 'or' or the end, came 'spent'"),
        ("(orders > 3", r"character 12: expected '\)', came the end"),
        ('city = "Łódź', "character 8: a quote that is not closed"),
        ("orders > 3; drop table", "character 11: ';' begins nothing"),
        ("and orders > 3", "character 1: expected a field, a behaviour, 'not' or"),
        ("never smiled", "character 7: expected one of: bought, came 'smiled'"),
        ("bought on at least 0 days", "character 20: expected a number of days from 1"),
        ("bought on at least 2 weeks", "character 22: expected 'days', came 'weeks'"),
        ("last_day before 2026-02-30", "character 17: expected a day of the calendar, came '2026-02-30'"),
        ("not " * 100 + "invented", "nested too deep"),
        ("(" * 5000, "nested too deep"),
        ("a" * 10_001, "10001 characters; at most 10000"),
        ("orders > 1234567890123456", "character 10: expected a number of at most 15 characters"),
        ("orders > 1e999", "character 10: '1' begins nothing"),
    ],
)
def test_what_is_no_rule_is_told_by_its_place(text, said):
    with pytest.raises(InvalidInput, match=said):
        parse_rule(text, VERBS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age > 3", "there is no field 'age'; there are: orders, spent, p_order"),
        ('orders contains "3"', "orders is a number, which cannot be asked 'contains'; ask one of: =, !="),
        ("orders", "orders is a number, which cannot be asked 'yes'"),
        ('orders > "3"', "orders is a number and came with '3'; expected e.g. 12"),
        ("spent > 1.005", "spent came as 1.005; the currency has 2 decimal places"),
        ('stage = "Core"', "stage is never 'Core'; it is one of: potential, repeat, core"),
        ("last_day before 3", "last_day is a day and came with 3; expected e.g. 2026-11-22"),
        ("orders between 5 and 3", "nothing is; name the smaller one first"),
        ("bought [orders > 3]", "there is no field 'orders'; there are: amount, category, quantity"),
        ("bought [bought]", "there is no behaviour 'bought' here; there are: –"),
        ("bought on 5 to 3 days", "nobody did"),
        ("bought from today to 3 days ago", "name the earlier day first"),
        (" and ".join(["invented"] * 300), "the rule has 301 parts"),
        ("(" * 25 + "invented" + " and invented)" * 25, "nested 26 deep"),
    ],
)
def test_rule_that_means_nothing_here_says_why(text, said):
    with pytest.raises(InvalidInput, match=said):
        check(parse_rule(text, VERBS), WORDS)
