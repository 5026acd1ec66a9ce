"""How the columns of the customers' list read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wraca.console.formats import UNKNOWN
from wraca.console.lists.cells import Row, Writers, day, days_between, money, money_between, number
from wraca.console.templatetags.wraca import initials, stage


def name_of(person: Row) -> str:
    """What to call somebody on a page: the name, else the address, else the number."""
    name = " ".join(filter(None, (person["given_name"], person["family_name"])))
    return name or person["email"] or _("Customer %s") % person["id"]


def person_cell(row: Row) -> SafeString:
    name = name_of(row)
    under = row["email"] if row["email"] != name else row["city"]
    return format_html(
        '<span class="cell-person"><span class="avatar" aria-hidden="true">{}</span>'
        '<span class="clip"><a class="row-link" href="{}">{}</a><span class="cell-sub clip">{}</span></span></span>',
        initials(name),
        reverse("console:customer", args=[row["id"]]),
        name,
        under or "",
    )


def chosen_cell(row: Row) -> SafeString:
    """With a box to choose the row, of the form `tagging` (templates/customers/tagging.html)."""
    label = _("Choose %(name)s") % {"name": name_of(row)}
    return format_html(
        '<span class="row-tight">'
        '<input type="checkbox" form="tagging" name="chosen" value="{}" aria-label="{}">{}</span>',
        row["id"],
        label,
        person_cell(row),
    )


def writers(currency: str) -> Writers:
    return {
        "stage": lambda row: stage(row["stage"]),
        "value": lambda row: _expected(row, currency),
        "spent_365": lambda row: money(row["spent_365_minor"], currency),
        "spent": lambda row: money(row["spent_minor"], currency),
        "orders": lambda row: number(row["orders"]),
        "last": lambda row: day(row["last_day"]),
        "next": lambda row: days_between(row["next_order_low"], row["next_order_high"]),
        "overdue": lambda row: day(row["overdue_since"]),
        "rhythm": lambda row: number(None if row["usual_gap_days"] is None else max(1, round(row["usual_gap_days"]))),
        "since": lambda row: day(row["stage_since"]),
        "signed": lambda row: day(row["signed_up_day"]),
        "city": lambda row: row["city"] or UNKNOWN,
        "email": lambda row: row["email"] or UNKNOWN,
        "phone": lambda row: row["phone"] or UNKNOWN,
    }


def _expected(row: Row, currency: str) -> SafeString | str:
    expected = row["expected_value_365_minor"]
    middle = money(expected, currency)
    if expected is None:
        return middle
    ends = row["expected_value_365_low_minor"], row["expected_value_365_high_minor"]
    between = money_between(*ends, currency, around=expected)
    return format_html('{}<span class="cell-sub">{}</span>', middle, between)
