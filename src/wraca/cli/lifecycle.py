"""wraca lifecycle evaluate: what the scores and stages were worth on days held back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import typer

from wraca.cli.language import _
from wraca.kit.errors import InvalidInput


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=_("Where in life customers are, and how well that is known."), no_args_is_help=True)
    group.command("evaluate", help=_("Measure scores and stages on days held back, beside simple rules."))(evaluate)

    @group.callback()
    def only() -> None:
        """Keeps `evaluate` a command of its own while it is the only one."""

    app.add_typer(group, name="lifecycle")


def evaluate(
    file: Path = typer.Argument(
        None, metavar="[FILE.parquet]", help=_("Orders: columns customer, at, optionally value. Without it: the shop.")
    ),
    calibration_end: str = typer.Option(
        None, "--calibration-end", metavar="DATE", help=_("The last day that is learnt from.")
    ),
    horizon_days: int = typer.Option(None, "--horizon-days", help=_("How many days after it are compared.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print everything as JSON.")),
) -> None:
    from wraca.lifecycle.evaluation import evaluate as measure
    from wraca.lifecycle.order_files import choose_split, read_orders

    days = read_orders(file) if file else _shop_orders()
    end, horizon = choose_split(days, _day(calibration_end), horizon_days)
    result = measure(days, calibration_end=end, horizon_days=horizon)
    print(json.dumps(result, indent=2)) if as_json else _tell(result)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise InvalidInput(_("--calibration-end is {text!r}; give a day like 2026-11-22").format(text=text)) from cause


def _shop_orders() -> Any:
    """Of the generation that is published: no database is needed."""
    import django
    from django.conf import settings

    # The domain's reads name its tables; nothing connects to them here.
    django.setup()
    from wraca.engine.reader import reader_for
    from wraca.lifecycle.queries import list_order_days

    return list_order_days(reader_for(settings.GENERATIONS_FOLDER))


def _tell(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console, split = Console(), result["split"]
    console.print(
        _(
            "{customers} customers known on {calibration_end}; their orders in the {horizon_days} days after:"
            " {orders_in_horizon}."
        ).format(**split),
        highlight=False,
    )
    table = Table(_("Forecast"), _("AUC"), _("mean error, orders"), _("total"))
    rows = {name: row for name, row in result["wraca"].items() if isinstance(row, dict) and "auc" in row}
    for name, row in [*rows.items(), *result["baselines"].items()]:
        total = row.get("total_error")
        table.add_row(name, _figure(row["auc"]), _figure(row.get("mae")), "–" if total is None else f"{total:+.1%}")
    console.print(table)
    leaving = result["wraca"]["leaving"]
    console.print(
        _("Called leaving: {customers}; of them stayed away: {precision}; of all who stayed away: {recall}.").format(
            customers=leaving["customers"],
            precision=_share(leaving["precision"]),
            recall=_share(leaving["recall"]),
        ),
        highlight=False,
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(share: dict[str, Any]) -> str:
    return "–" if share["value"] is None else f"{share['value']:.0%} ({share['low']:.0%}–{share['high']:.0%})"
