"""wraca refresh: copy what changed, compute everything, publish it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import typer

from wraca.cli.language import _, ngettext
from wraca.kit.errors import InvalidInput


def register(app: typer.Typer) -> None:
    app.command("refresh", help=_("Copy what changed, compute everything anew and publish it."))(refresh)


def refresh(
    as_of: str = typer.Option(None, "--as-of", metavar="DATE", help=_("The state at the end of that day.")),
    rollback: bool = typer.Option(False, "--rollback", help=_("Go back to what was published before.")),
    engine: str = typer.Option(None, "--engine", help=_("duckdb, spark://HOST:PORT or local[N].")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the steps with rows and seconds as JSON.")),
) -> None:
    day = _day(as_of)
    if rollback and (as_of or engine):
        raise InvalidInput(_("--rollback goes with no other option but --json"))
    from wraca.server.database import ready_database

    with ready_database():
        result = _roll_back() if rollback else _run(day, engine, quiet=as_json)
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2, default=str))
    else:
        _tell(result)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as cause:
        raise InvalidInput(_("--as-of is {text!r}; give a day like 2026-11-22").format(text=text)) from cause


def _roll_back() -> dict[str, Any]:
    from django.conf import settings

    from wraca.engine.generations import Generations

    with Generations(settings.GENERATIONS_FOLDER).rollback() as generation:
        return {"generation": generation.id, "as_of": generation.manifest["as_of"], "rolled_back": True}


def _run(as_of: date | None, engine: str | None, *, quiet: bool) -> dict[str, Any]:
    from wraca.jobs.refresh import run_refresh
    from wraca.kit import clock

    with refresh_bar(quiet) as report:
        return run_refresh(clock.now(), as_of=as_of, engine=engine, report=report)


@contextmanager
def refresh_bar(quiet: bool) -> Iterator[Callable[[Any], None]]:
    """One line a finished step (rows, seconds), and a bar under them."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task(_("Refresh"), total=None)

        def report(step: Any) -> None:
            if step.seconds is None:
                bar.update(task, description=step.name, total=step.total, completed=step.index - 1)
            elif not quiet:
                bar.console.print(f"{step.name:<20} {step.rows:>12,} {step.seconds:>8.2f} s", highlight=False)
                bar.update(task, completed=step.index)

        yield report


def _tell(result: dict[str, Any]) -> None:
    if result.get("rolled_back"):
        print(_("Back to generation {generation}, of {as_of}.").format(**result))
        return
    seconds = sum(step["seconds"] for step in result["steps"])
    print(
        _("Published generation {generation}, as of {as_of}, in {seconds:.1f} s.").format(
            generation=result["generation"], as_of=result["as_of"], seconds=seconds
        )
    )
    appended = result["stage_changes_appended"]
    if appended:
        told = ngettext("{count} change of stage was told.", "{count} changes of stage were told.", appended)
        print(told.format(count=appended))
