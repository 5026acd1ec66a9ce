"""wraca retention: what is older than it may be goes, or is only counted."""

from __future__ import annotations

import json
from typing import Any

import typer

from wraca.cli.language import _


def register(app: typer.Typer) -> None:
    app.command("retention", help=_("Forget what is older than the settings say; every night this happens by itself."))(
        forget
    )


def forget(
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Say what would go and keep everything.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        outcome = _outcome(dry_run)
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        _tell(outcome)


def _outcome(dry_run: bool) -> dict[str, Any]:
    from wraca.jobs.apply_retention import KIND, apply_retention, measure_retention
    from wraca.jobs.runs import begin_run, carry_out
    from wraca.kit import clock

    now = clock.now()
    if dry_run:
        return {"dry_run": True, **measure_retention(now)}
    run = begin_run(KIND, now)
    return {"dry_run": False, **carry_out(run.pk, lambda progress: apply_retention(now, progress))}


def _tell(outcome: dict[str, Any]) -> None:
    if outcome["dry_run"]:
        for code, rule in outcome["rules"].items():
            print(_("{rule}: {rows} older than {months} months").format(rule=code, **rule))
        print(_("Nothing was forgotten: this was a dry run."))
        return
    for code, rows in outcome["rows"].items():
        print(f"{code}: {rows}")
