"""Segments that a shop can use as they are: rules that hold for any shop, because each is about a customer's own rhythm
or the shop's own limits."""

from __future__ import annotations

from dataclasses import dataclass

from wraca.kit.language import marked as _


@dataclass(frozen=True)
class ReadyMade:
    code: str
    #: English; translated where it is shown.
    name: str
    about: str
    rule: str


READY_MADE = (
    ReadyMade(
        "new", _("New this week"), _("Came to know the shop in the last 7 days."), "signed_up_day since 6 days ago"
    ),
    ReadyMade(
        "waiting",
        _("Signed up, never bought"),
        _("Known for two weeks or more, without an order."),
        'stage = "potential" and signed_up_day until 14 days ago',
    ),
    ReadyMade(
        "second",
        _("On the way to a second order"),
        _("One order day, in the last 90 days: the second order decides most."),
        "order_days = 1 and last_day since 89 days ago",
    ),
    ReadyMade(
        "core",
        _("Core customers"),
        _("Those by whom the shop lives."),
        'stage = "core"',
    ),
    ReadyMade(
        "overdue",
        _("Overdue by their own rhythm"),
        _("Silent for longer than nine of ten of their gaps."),
        "overdue_since is known",
    ),
    ReadyMade(
        "risk",
        _("Valuable and overdue"),
        _("Worth a word: they bring much, and should have come by now."),
        'overdue_since is known and stage in ("repeat", "core") and value_share <= 0.5',
    ),
    ReadyMade(
        "dormant",
        _("Dormant"),
        _("Bought before, and not once in a year."),
        "orders >= 1 and never ordered in the last 365 days",
    ),
    ReadyMade(
        "half", _("Bring half of the revenue"), _("Of the last 365 days; the fewest who do."), "value_share <= 0.5"
    ),
    ReadyMade(
        "expected",
        _("Expected within two weeks"),
        _("By their own rhythm, the next order is near."),
        "next_order_mid between today and in 14 days",
    ),
    ReadyMade(
        "returns",
        _("Much refunded"),
        _("At least two days with a refund in a year."),
        "ordered [refunded > 0] on at least 2 days in the last 365 days",
    ),
)


def find_ready_made(code: str) -> ReadyMade | None:
    return next((each for each in READY_MADE if each.code == code), None)
