"""The words of the System pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraca.console.lists.cells import number

IMPORT_KINDS: Mapping[str, str | Promise] = {
    "customers": gettext_lazy("Customers"),
    "products": gettext_lazy("Products"),
    "orders": gettext_lazy("Orders"),
    "events": gettext_lazy("Events"),
}
SCOPES: Mapping[str, str | Promise] = {
    "customers": gettext_lazy("Send customers"),
    "products": gettext_lazy("Send products"),
    "orders": gettext_lazy("Send orders"),
    "events": gettext_lazy("Send events"),
}


def alert_sentence(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """(what is wrong, what to do)."""
    reason = str(values.get("reason", ""))
    known = {
        "refresh_failed": (
            _("The refresh failed."),
            _("The last good numbers are still shown. Read the reason, then run it again: %s")
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
        "import_failed": (_("An import failed."), reason or _("The data sources below say why.")),
    }
    return known.get(kind, (kind.replace("_", " "), reason))


#: What keeps its own words everywhere else is a table's name here: an owner reads what a step is for.
STEPS: Mapping[str, str | Promise] = {
    "copy": gettext_lazy("Copy the truth to the lake"),
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
    "daily": gettext_lazy("Add up each day"),
    "product_sales": gettext_lazy("Add up each product"),
    "reach": gettext_lazy("Who may be written to"),
    "publish": gettext_lazy("Publish"),
}


def step_label(name: str) -> str:
    return str(STEPS.get(name, name))
