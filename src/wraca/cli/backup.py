"""wraca backup, wraca restore: everything that cannot be computed again, in one file and back."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from wraca.cli.language import _, ngettext


def register(app: typer.Typer) -> None:
    app.command("backup", help=_("Write truth, photographs and the secret key to one file."))(backup)
    app.command("restore", help=_("Put a backup in the place of this installation's state."))(restore)


def _places():
    from django.conf import settings

    from wraca.jobs.backup import Places
    from wraca.postgres.conninfo import conninfo_of

    return Places(conninfo_of(settings.DATABASES["default"]), settings.DATA, settings.PHOTOGRAPHS_FOLDER)


def _repeat_erasures() -> int:
    """The backup may be of an older version: its tables come up to date first."""
    from django.db import connections

    from wraca.jobs.replay_erasures import replay_erasures
    from wraca.kit import clock
    from wraca.server.database import migrate_once

    migrate_once()
    try:
        return replay_erasures(clock.now())
    finally:
        connections.close_all()


def backup(
    file: Path = typer.Argument(..., help=_("The file to write.")),
    overwrite: bool = typer.Option(False, "--overwrite", help=_("Replace the file if it exists.")),
) -> None:
    from wraca.kit import clock
    from wraca.server.database import ready_database

    with ready_database(migrate=False):
        from wraca.jobs.backup import back_up

        done = back_up(_places(), file.absolute(), clock.now(), overwrite=overwrite)
    number = sum(done.rows.values())
    sentence = ngettext(
        "Backed up {number} row to {file} ({size} MB).", "Backed up {number} rows to {file} ({size} MB).", number
    )
    Console().print(sentence.format(number=number, file=done.file, size=round(done.bytes / 1e6, 1)))


def restore(
    file: Path = typer.Argument(..., help=_("The file that wraca backup wrote.")),
    overwrite: bool = typer.Option(False, "--overwrite", help=_("Replace the shop that is there.")),
) -> None:
    from django.conf import settings

    from wraca.kit import clock
    from wraca.server.claims import nobody_serves
    from wraca.server.database import ready_database

    with ready_database(restoring=True):
        from django.db import connections

        from wraca.jobs.restore import restore as action

        connections.close_all()
        derived = [settings.LAKE_FOLDER, settings.GENERATIONS_FOLDER]
        with nobody_serves(settings.DATA):
            done = action(_places(), file.absolute(), clock.now(), derived=derived, overwrite=overwrite)
            again = _repeat_erasures()
    number = sum(done.rows.values())
    sentence = ngettext("Restored {number} row of {moment}.", "Restored {number} rows of {moment}.", number)
    Console().print(sentence.format(number=number, moment=done.created_at))
    if again:
        sentence = ngettext(
            "{number} person who was erased since the backup was erased again.",
            "{number} people who were erased since the backup were erased again.",
            again,
        )
        Console().print(sentence.format(number=again))
    Console().print(_("Next: wraca refresh computes lake and scores anew; wraca serve does it by itself."))
