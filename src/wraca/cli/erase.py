"""wraca erase: a customer is erased for good."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import typer

from wraca.cli.language import _, ngettext


def register(app: typer.Typer) -> None:
    app.command("erase", help=_("Erase a customer: all that says who they were, for good."))(erase)


def erase(
    customer: int = typer.Argument(..., metavar="CUSTOMER", help=_("The customer's number.")),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Say what would happen and keep everything.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        outcome = _try(customer) if dry_run else _carry_out(customer)
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        _tell(outcome)


def _try(customer: int) -> dict[str, Any]:
    from wraca.jobs.erase_customer import try_erasure
    from wraca.kit import clock

    return {"dry_run": True, **asdict(try_erasure(customer, clock.now())), "files_done": False}


def _carry_out(customer: int) -> dict[str, Any]:
    """Where a refresh runs, the files follow: `wraca serve` and `wraca work` look every minute."""
    from wraca.jobs.erase_customer import erase_customer
    from wraca.jobs.erased_files import finish_files
    from wraca.kit import clock
    from wraca.kit.errors import Conflict

    erased = erase_customer(customer, clock.now())
    try:
        done = finish_files(clock.now()) > 0
    except Conflict:
        done = False
    return {"dry_run": False, **asdict(erased), "files_done": done}


def _tell(outcome: dict[str, Any]) -> None:
    rows = sum(outcome["counts"].values())
    if outcome["dry_run"]:
        sentence = ngettext("{n} row would be deleted or emptied.", "{n} rows would be deleted or emptied.", rows)
        print(sentence.format(n=rows))
        return
    sentence = ngettext("{n} row was deleted or emptied.", "{n} rows were deleted or emptied.", rows)
    print(sentence.format(n=rows))
    if outcome["files_done"]:
        print(_("Lake, reports and uploads are clean."))
    else:
        print(_("Lake and reports follow: they are in use, and looked after every minute by wraca serve."))
