"""The words of the System pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraca.console.formats import UNKNOWN, format_day
from wraca.console.lists.cells import day, number
from wraca.console.templatetags.wraca import moment
from wraca.console.words import speak

IMPORT_KINDS: Mapping[str, str | Promise] = {
    "customers": gettext_lazy("Customers"),
    "products": gettext_lazy("Products"),
    "orders": gettext_lazy("Orders"),
    "events": gettext_lazy("Events"),
}
SCOPES: Mapping[str, str | Promise] = {
    "customers:write": gettext_lazy("Send customers"),
    "customers:read": gettext_lazy("Read customers"),
    "products:write": gettext_lazy("Send products"),
    "products:read": gettext_lazy("Read products"),
    "orders:write": gettext_lazy("Send orders"),
    "orders:read": gettext_lazy("Read orders"),
    "events:write": gettext_lazy("Send events"),
    "events:read": gettext_lazy("Read events"),
}


def _day_of(moment_as_text: object) -> str:
    return format_day(date.fromisoformat(str(moment_as_text)[:10]), speak()) if moment_as_text else UNKNOWN


def alert_sentence(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """(what is wrong, what to do)."""
    reason = str(values.get("reason", ""))
    known = {
        "refresh_failed": (
            _("The refresh failed."),
            _("The last good numbers are still shown. Read the reason, then run it again: %s")
            % (reason or _("no reason was given")),
        ),
        "find_duplicates_failed": (
            _("The search for customers known twice failed."),
            _("What was found before stays. Read the reason, then run it again: %s")
            % (reason or _("no reason was given")),
        ),
        "queue_stuck": (
            _("Jobs wait and nobody takes them."),
            _("%s are waiting. Is a worker running? `wraca serve` starts one; `wraca work` is one of its own.")
            % number(values.get("waiting")),
        ),
        "disk_low": (
            _("The disk is nearly full."),
            _("%s MB are free. Make room, or move the data folder to a larger disk.")
            % number(int(values.get("free_bytes", 0)) // 1_000_000),
        ),
        "jobs_failed": (
            _("Jobs failed in the last day."),
            _("%s of them. The list of jobs says why.") % number(values.get("failed")),
        ),
        "worker_down": (
            _("The worker stopped."),
            _("It is started again by itself; if this stays, look into the log of `wraca serve`."),
        ),
        "mail_server": (
            _("The mail server takes no messages."),
            _("It said: %s. Messages wait and are tried again every minute; look at WRACA_SMTP_URL and at the server.")
            % (values.get("answer") or _("nothing")),
        ),
        "messages_unknown": (
            _("Messages may have left, or not."),
            _("%s of them were being handed over when the line broke. None is sent again by itself.")
            % number(values.get("messages")),
        ),
        "messages_stuck": (
            _("Messages wait and cannot leave."),
            _("%s of them. A mail server and a verified sender are needed: see Settings, Senders.")
            % number(values.get("messages")),
        ),
        "erasure_asked": (
            _("Customers ask to be erased."),
            _("%(count)s of them; the first, customer %(id)s, by %(day)s at the latest.")
            % {
                "count": number(values.get("requests")),
                "id": values.get("customer"),
                "day": _day_of(values.get("due")),
            },
        ),
        "erasure_failed": (
            _("An erasure was broken off."),
            reason or _("It is all or nothing in the database; files follow by themselves within a minute or so."),
        ),
        "inactive_people": (
            _("People who never bought and cannot be asked wait for your decision."),
            _("%s of them: see Settings, Retention.") % number(values.get("people")),
        ),
        "retention_failed": (_("Forgetting what is old failed."), reason),
        "import_failed": (
            _("The import of %s failed.") % values["file"] if values.get("file") else _("An import failed."),
            reason or _("The data sources below say why."),
        ),
    }
    return known.get(kind, (kind.replace("_", " "), reason))


#: What keeps its own words everywhere else is a table's name here: an owner reads what a step is for.
STEPS: Mapping[str, str | Promise] = {
    "copy_customers": gettext_lazy("Copy customers"),
    "copy_categories": gettext_lazy("Copy categories"),
    "copy_products": gettext_lazy("Copy products"),
    "copy_variants": gettext_lazy("Copy variants"),
    "copy_orders": gettext_lazy("Copy orders"),
    "copy_lines": gettext_lazy("Copy order lines"),
    "copy_refunds": gettext_lazy("Copy refunds"),
    "copy_consents": gettext_lazy("Copy consents"),
    "copy_contacts": gettext_lazy("Copy which details are known"),
    "copy_field_words": gettext_lazy("Copy when details were told"),
    "copy_objections": gettext_lazy("Copy objections to conclusions"),
    "objections": gettext_lazy("Conclusions that customers call wrong"),
    "products": gettext_lazy("The list of products"),
    "purchases": gettext_lazy("What each customer bought"),
    "silence_limits": gettext_lazy("Find how long a silence is long"),
    "crossings": gettext_lazy("Find who was silent too long"),
    "trailing": gettext_lazy("Add up twelve months for each month"),
    "spend_buckets": gettext_lazy("Order customers by revenue"),
    "core_limits": gettext_lazy("Find what the core brings"),
    "core_signals": gettext_lazy("Find who is of the core"),
    "stage_signals": gettext_lazy("Gather what speaks for a stage"),
    "parameter_draws": gettext_lazy("Draw likely parameters"),
    "score_groups": gettext_lazy("Count equal customers"),
    "scores": gettext_lazy("Score them"),
    "customer_values": gettext_lazy("Rank customers by revenue"),
    "stage_spells": gettext_lazy("Count stays in stages"),
    "repeat_orders": gettext_lazy("Count orders of known customers"),
    "backtest_groups": gettext_lazy("Set a past aside"),
    "span": gettext_lazy("Find the first and last day"),
    "months": gettext_lazy("List the months"),
    "order_days": gettext_lazy("Orders into order days"),
    "summaries": gettext_lazy("Sum up each customer"),
    "month_groups": gettext_lazy("Count equal histories by month"),
    "paces": gettext_lazy("List the paces of ordering"),
    "spend_groups": gettext_lazy("Count equal spending"),
    "fit_parameters": gettext_lazy("Fit the models"),
    "customers": gettext_lazy("Score and place each customer"),
    "stage_changes": gettext_lazy("Rebuild who moved when"),
    "stage_months": gettext_lazy("Count stages by month"),
    "stage_flows": gettext_lazy("Count moves between stages"),
    "stage_durations": gettext_lazy("Measure time in stages"),
    "pareto": gettext_lazy("Who brings the revenue"),
    "halves": gettext_lazy("Who brings half"),
    "cohorts": gettext_lazy("Who comes back"),
    "tracking": gettext_lazy("Predicted against actual"),
    "backtest": gettext_lazy("Judge the forecasts"),
    "calibration": gettext_lazy("Compare chances with what came"),
    "month_gaps": gettext_lazy("Measure the gaps of each month"),
    "daily": gettext_lazy("Add up each day"),
    "product_sales": gettext_lazy("Add up each product"),
    "people": gettext_lazy("Gather people"),
    "merged_away": gettext_lazy("Find who was merged"),
    "field_pairs": gettext_lazy("Count which details changed"),
    "field_rates": gettext_lazy("Learn how fast details change"),
    "freshness": gettext_lazy("Judge how fresh details are"),
    "joins": gettext_lazy("Since when customers are one person"),
    "reach": gettext_lazy("Who may be written to"),
    "publish": gettext_lazy("Publish"),
}


#: What the result of a job says of it, in this order; what is not here is of no use to a reader.
RESULTS: Mapping[str, str | Promise] = {
    "people": gettext_lazy("Customers"),
    "customers": gettext_lazy("Customers"),
    "products": gettext_lazy("Products"),
    "orders": gettext_lazy("Orders"),
    "lines": gettext_lazy("Order lines"),
    "events": gettext_lazy("Events"),
    "rows": gettext_lazy("Rows"),
    "rejected": gettext_lazy("Rejected rows"),
    "generation": gettext_lazy("Generation"),
    "as_of": gettext_lazy("Orders up to"),
    "published_at": gettext_lazy("Published"),
    "stage_changes_appended": gettext_lazy("New changes of stage"),
    "engine": gettext_lazy("Engine"),
}


def result_text(name: str, value: Any) -> object:
    """A plain value of a job's result as a page shows it."""
    if name == "as_of":
        return day(date.fromisoformat(str(value)[:10]))
    if name == "published_at":
        return moment(datetime.fromisoformat(str(value)))
    return number(value) if isinstance(value, (int, float)) else value


def step_label(name: str) -> str:
    return str(STEPS.get(name, name))
