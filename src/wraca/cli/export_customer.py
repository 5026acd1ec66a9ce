"""wraca export: everything held of one customer, in two files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import typer

from wraca.cli.language import _
from wraca.kit.errors import InvalidInput


def register(app: typer.Typer) -> None:
    app.command("export", help=_("Write everything held of one customer to two files: JSON and a page."))(export)


def export(
    customer: int = typer.Argument(..., metavar="CUSTOMER_ID", help=_("The number in the address of their profile.")),
    to: Path = typer.Option(..., "--to", metavar="FOLDER", help=_("Where the two files go; made if it is not there.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        outcome = _outcome(customer, to)
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, indent=2))
        return
    for path, sha in outcome["files"].items():
        print(f"{sha}  {path}")
    print(_("Handed out as number {id}; the proof is kept, the files are only here.").format(id=outcome["handout"]))


def _outcome(customer: int, folder: Path) -> dict[str, Any]:
    from wraca.jobs.export_customer import hand_out
    from wraca.kit import clock

    _make_room(folder)
    handed = hand_out(customer, clock.now(), way="command")
    written = {}
    for kind, contents in handed.files.items():
        path = folder / handed.name_of(kind)
        _write(path, contents)
        written[str(path)] = handed.proof.digests[kind]
    return {"customer": handed.proof.customer_id, "handout": handed.proof.pk, "files": written}


def _make_room(folder: Path) -> None:
    """Before anything is recorded as handed out. Raises InvalidInput where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as cause:
        raise InvalidInput(
            _("{folder} cannot be written to: {reason}").format(folder=folder, reason=cause.strerror)
        ) from cause
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput(_("{folder} cannot be written to: {reason}").format(folder=folder, reason="EACCES"))


def _write(path: Path, contents: bytes) -> None:
    """For their owner's eyes; one of an earlier hand-out is written over."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(contents)
