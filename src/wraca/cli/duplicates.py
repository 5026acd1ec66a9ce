"""wraca duplicates evaluate: how well customers known twice are found in a file whose truth is known."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import typer

from wraca.cli.language import _


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=_("Customers known twice."), no_args_is_help=True)
    group.command("evaluate", help=_("Measure on a file whose truth is known, beside Splink and exact rules."))(
        evaluate
    )

    @group.callback()
    def only() -> None:
        """Keeps `evaluate` a command of its own while it is the only one."""

    app.add_typer(group, name="duplicates")


def evaluate(
    file: Path = typer.Argument(
        ..., metavar="FILE.parquet", help=_("Columns rec_id, entity_id (the same is one person) and those of people.")
    ),
    as_json: bool = typer.Option(False, "--json", help=_("Print everything as JSON.")),
) -> None:
    from django.conf import settings

    from wraca.customers.duplicates.evaluation import evaluate as measure

    # What does not fit into memory spills here, and is gone with the command.
    with tempfile.TemporaryDirectory(prefix="wraca-duplicates-") as folder:
        result = measure(file, memory_mb=settings.ENGINE_MEMORY_MB, spill=Path(folder) / "spill")
    print(json.dumps(result, indent=2)) if as_json else _tell(result)


def _tell(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        _("{records} records of {people} people: {true_pairs} pairs are one person.").format(**result["split"]),
        highlight=False,
    )
    table = Table(_("Found by"), _("threshold"), _("precision"), _("recall"), _("F1"), _("seconds"))
    rows = {"wraca": result["wraca"], **result["baselines"]}
    for name, row in rows.items():
        table.add_row(name, *(_figure(row.get(key)) for key in ("threshold", "precision", "recall", "f1")),
                      str(result["seconds"][name]))  # fmt: skip
    console.print(table)
    _tell_thresholds(console, result["wraca"]["thresholds"])


def _tell_thresholds(console: Any, thresholds: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table(_("threshold"), _("precision"), _("recall"), _("F1"), _("pairs"))
    for row in thresholds:
        table.add_row(*(_figure(row[key]) for key in ("threshold", "precision", "recall", "f1")), str(row["pairs"]))
    console.print(table)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
