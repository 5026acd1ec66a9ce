"""What a task says to its reader: title, why, worth, where to look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wraca.console.formats import format_day
from wraca.console.lists.cells import money, money_between, number
from wraca.console.words import speak
from wraca.insights.today import Task


@dataclass(frozen=True)
class Said:
    code: str
    title: str
    why: str
    worth: str
    #: The interval, or what the worth is measured over.
    worth_note: str
    href: str
    link: str
    icon: str
    tone: str


def say(task: Task, currency: str) -> Said:
    title, why = _SENTENCES[task.code](task)
    worth, note = _worth(task, currency)
    return Said(
        task.code, title, why, worth, note, _address(task), _link(task), _ICONS[task.code], _TONES[task.urgency]
    )


_TONES = {"problem": "is-bad", "risk": "is-warn", "chance": "", "upkeep": ""}
_ICONS = {
    "core_overdue": "stage-core",
    "valuable_leaving": "stage-leaving",
    "repeat_overdue": "stage-repeat",
    "second_order_due": "stage-first_purchase",
    "expected_this_week": "calendar",
    "silent_sign_ups": "stage-potential",
    "unreachable": "mail",
    "alerts_open": "bell",
    "erasures_asked": "trash",
    "rows_rejected": "file",
    "data_old": "clock",
}


def permission_of(task: Task) -> str:
    """What one needs to open the page that the task leads to."""
    return "see_system" if task.urgency == "problem" else "see_customers"


def _worth(task: Task, currency: str) -> tuple[str, str]:
    if task.expected is not None:
        expected = task.expected
        between = money_between(expected.low_minor, expected.high_minor, currency, around=expected.minor)
        return money(expected.minor, currency), _("expected in the next 365 days; 90%%: %s") % between
    if task.spent_365_minor is not None:
        return money(task.spent_365_minor, currency), _("paid in the last 365 days")
    return "", ""


def _address(task: Task) -> str:
    if task.urgency == "problem":
        return reverse("console:system-sources" if task.code == "rows_rejected" else "console:system")
    # Dearest first, as the task promises.
    sort = {"sort": "-spent_365"} if task.spent_365_minor is not None else {}
    return f"{reverse('console:customers')}?{urlencode({**task.view, **sort}, doseq=True)}"


def _link(task: Task) -> str:
    if task.urgency == "problem":
        return _("See what is wrong")
    return pgettext("one person", "See") if task.count == 1 else _("See them")


def _core_overdue(task: Task) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s core customer is past their usual rhythm",
            "%(n)s core customers are past their usual rhythm",
            task.count,
        )
        % _n(task),
        _("Regular and valuable, and silent for longer than nine in ten of their own gaps. Ask before they are gone."),
    )


def _valuable_leaving(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s valuable customer began to leave", "%(n)s valuable customers began to leave", task.count)
        % _n(task),
        _("In the last 30 days, among those who bring half of the revenue. Find out why while they still remember."),
    )


def _repeat_overdue(task: Task) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s repeat customer is past their usual rhythm",
            "%(n)s repeat customers are past their usual rhythm",
            task.count,
        )
        % _n(task),
        _("They came back before and are late now. A reminder of what they like may be enough."),
    )


def _second_order_due(task: Task) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s first-time buyer may be ready for a second order",
            "%(n)s first-time buyers may be ready for a second order",
            task.count,
        )
        % _n(task),
        _("Expected within 14 days, by how others came back. The second order decides whether they stay."),
    )


def _expected_this_week(task: Task) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s customer is expected to order this week",
            "%(n)s customers are expected to order this week",
            task.count,
        )
        % _n(task),
        _("By their own rhythm, within 7 days. Nothing to push: have in stock what they buy."),
    )


def _silent_sign_ups(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s person signed up and never ordered", "%(n)s people signed up and never ordered", task.count)
        % _n(task),
        _("Known for 14 days or longer. There is no order to judge their value by."),
    )


def _unreachable(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s buyer may not be written to", "%(n)s buyers may not be written to", task.count) % _n(task),
        _("No consent for any channel. Ask for it at the next order or delivery."),
    )


def _alerts_open(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s thing failed and waits for you", "%(n)s things failed and wait for you", task.count) % _n(task),
        _("Until it is mended, some of the numbers below may be old."),
    )


def _erasures_asked(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s customer asks to be erased", "%(n)s customers ask to be erased", task.count) % _n(task),
        _("The first by %s at the latest: the law gives a month.") % format_day(task.due, speak()),
    )


def _rows_rejected(task: Task) -> tuple[str, str]:
    return (
        ngettext("%(n)s row could not be taken in", "%(n)s rows could not be taken in", task.count) % _n(task),
        _("In the last 7 days. Download them with the reasons, mend them, send them again."),
    )


def _data_old(task: Task) -> tuple[str, str]:
    return (
        ngettext("The numbers are %(n)s hour old", "The numbers are %(n)s hours old", task.count) % _n(task),
        _("The nightly refresh did not run. Start it by hand, and look why."),
    )


def _n(task: Task) -> dict[str, str]:
    return {"n": number(task.count)}


_SENTENCES: Mapping[str, Callable[[Task], tuple[str, str]]] = {
    "core_overdue": _core_overdue,
    "valuable_leaving": _valuable_leaving,
    "repeat_overdue": _repeat_overdue,
    "second_order_due": _second_order_due,
    "expected_this_week": _expected_this_week,
    "silent_sign_ups": _silent_sign_ups,
    "unreachable": _unreachable,
    "alerts_open": _alerts_open,
    "erasures_asked": _erasures_asked,
    "rows_rejected": _rows_rejected,
    "data_old": _data_old,
}
CODES = frozenset(_SENTENCES)
