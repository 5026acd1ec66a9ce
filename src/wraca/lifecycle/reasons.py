"""Why somebody is in a stage, or came to it: a code and values, put into the reader's language here only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

#: Code -> sentence. Every value it names is in the reason's values, in words (`_words`).
SENTENCES: Mapping[str, str] = {
    # Why they are where they are.
    "no_order": gettext_noop("Known for %(known_days)s, no order yet."),
    "no_order_today": gettext_noop("Known since today, no order yet."),
    "one_order": gettext_noop("Ordered once, %(ago)s; of those who come back, 9 of 10 do so within %(late_days)s."),
    "several_orders": gettext_noop("Ordered on %(order_days)s, the last time %(ago)s."),
    "several_orders_usual": gettext_noop("Ordered on %(order_days)s, usually %(every)s; the last time %(ago)s."),
    "core": gettext_noop(
        "One of those who bring half of the revenue: %(spent_365_minor)s in a year, number %(value_rank)s by value."
    ),
    "silent": gettext_noop("Silent for %(silent_days)s; 9 of 10 of their gaps are no longer than %(late_days)s."),
    "silent_waited": gettext_noop(
        "Silent for %(silent_days)s. 9 of 10 of their gaps are no longer than %(late_days)s, but in this shop a"
        " customer like this is given up only after %(limit_days)s of silence."
    ),
    "silent_after_first": gettext_noop(
        "Silent for %(silent_days)s since the only order; of those who come back, 9 of 10 do so within %(late_days)s."
    ),
    # How they came to be there.
    "signed_up": gettext_noop("Signed up."),
    "first_order": gettext_noop("Ordered for the first time."),
    "ordered_again": gettext_noop("Ordered again, after a gap of %(gap_days)s."),
    "came_back": gettext_noop("Came back after a silence of %(gap_days)s."),
    "came_back_core": gettext_noop(
        "Came back after a silence of %(gap_days)s, still one of those who bring half of the revenue."
    ),
    "brings_half": gettext_noop("Has become one of those who bring half of a year's revenue."),
    "brings_less": gettext_noop("Is no longer one of those who bring most of a year's revenue."),
}


def tell_reason(code: str, values: str | Mapping[str, Any] | None, *, money: Callable[[int], str] = str) -> str:
    """The sentence in the active language; `money` writes an amount in minor units. Empty for an unknown code."""
    known = json.loads(values) if isinstance(values, str) and values else dict(values or {})
    if code == "several_orders" and known.get("usual_gap_days") is not None:
        code = "several_orders_usual"
    if code == "no_order" and known.get("known_days") == 0:
        code = "no_order_today"
    if code == "silent" and (known.get("limit_days") or 0) > (known.get("late_days") or 0):
        code = "silent_waited"
    sentence = SENTENCES.get(code)
    return gettext(sentence) % _words(known, money) if sentence else ""


def _words(values: Mapping[str, Any], money: Callable[[int], str]) -> dict[str, str]:
    words = {name: _word(name, value, money) for name, value in values.items()}
    return words | {"ago": _ago(values.get("silent_days")), "every": _every(values.get("usual_gap_days"))}


def _ago(days: int | None) -> str:
    if days is None:
        return gettext("unknown")
    if days < 2:
        return gettext("yesterday") if days else gettext("today")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


def _every(days: int | None) -> str:
    if days is None:
        return gettext("unknown")
    if days < 2:
        return gettext("every day")
    return ngettext("every %(count)d day", "every %(count)d days", days) % {"count": days}


def _word(name: str, value: Any, money: Callable[[int], str]) -> str:
    if value is None:
        return gettext("unknown")
    if name.endswith("_minor"):
        return money(int(value))
    if name == "order_days":
        return ngettext("%(count)d different day", "%(count)d different days", value) % {"count": value}
    if name.endswith("_days"):
        return ngettext("%(count)d day", "%(count)d days", value) % {"count": value}
    return str(value)
