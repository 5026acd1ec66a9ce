"""wraca undo-import: takes back what an import brought."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import typer

from wraca.cli.language import _


def register(app: typer.Typer) -> None:
    app.command("undo-import", help=_("Take an import back: remove what it created, restore what it changed."))(undo)


def undo(
    run: int = typer.Argument(..., metavar="RUN", help=_("The number that wraca import printed.")),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Say what would happen and keep everything.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        outcome = _outcome(run, dry_run)
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        _tell(outcome)


def _outcome(run: int, dry_run: bool) -> dict[str, Any]:
    from wraca.connectors.undoing import try_undo, undo_import
    from wraca.kit import clock

    undone = try_undo(run, now=clock.now()) if dry_run else undo_import(run, now=clock.now())
    return {"dry_run": dry_run, **asdict(undone)}


def _tell(outcome: dict[str, Any]) -> None:
    if outcome["dry_run"]:
        print(_("Nothing was undone: this was a dry run."))
    print(
        _("{removed} removed, {restored} restored, {changed} stay because others changed them since.").format(
            removed=sum(outcome["removed"].values()),
            restored=sum(outcome["restored"].values()),
            changed=sum(outcome["changed_since"].values()),
        )
    )
    if kept := sum(outcome["spoken_of_since"].values()):
        print(_("{n} stay because others have spoken of them since.").format(n=kept))
    if outcome["withdrawals"]:
        print(_("{n} people had a withdrawal by this import alone; it goes too.").format(n=outcome["withdrawals"]))
    if outcome["later_runs"]:
        runs = ", ".join(map(str, outcome["later_runs"]))
        print(_("Later imports of the same source told some of it again, and left no trace: {runs}.").format(runs=runs))
