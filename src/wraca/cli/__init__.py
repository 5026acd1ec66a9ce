"""The command line: `wraca …`. One file a group of commands, each listed below by name.

Exit codes: 0 done, 2 wrong input (the command line, a file, a setting), 1 anything else that failed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from wraca.cli.language import _, choose_language
from wraca.kit.errors import InvalidInput, NotReady, WracaError
from wraca.kit.lost_database import lost_database
from wraca.server.signals import ended_by_signals


def command_groups() -> tuple:
    """Imported late: the language is chosen first, and each group brings what it needs."""
    from wraca.cli import (
        backup,
        demo,
        doctor,
        duplicates,
        erase,
        export_customer,
        import_files,
        keys,
        lifecycle,
        names,
        refresh,
        retention,
        segments,
        serve,
        undo_import,
        work,
    )

    return (
        backup,
        demo,
        doctor,
        duplicates,
        erase,
        export_customer,
        import_files,
        keys,
        lifecycle,
        names,
        refresh,
        retention,
        segments,
        serve,
        undo_import,
        work,
    )


def build_app() -> typer.Typer:
    app = typer.Typer(
        name="wraca",
        help=_("Wraca, the eCRM that brings customers back."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def common(
        data: Path = typer.Option(
            None, "--data", metavar="FOLDER", help=_("The data folder (WRACA_DATA, else .wraca).")
        ),
        language: str = typer.Option(None, "--language", help=_("en or pl (else from LANG).")),
    ) -> None:
        """Both are read before the commands are built; they stand here for the help and the check."""

    for group in command_groups():
        group.register(app)
    return app


def _option(arguments: list[str], name: str) -> str | None:
    """The value of a leading common option: settings read the environment when they are imported, so before parsing."""
    for position, argument in enumerate(arguments):
        if argument == name:
            return arguments[position + 1] if position + 1 < len(arguments) else None
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
        if not argument.startswith("-") and arguments[position - 1] not in {"--data", "--language"}:
            return None
    return None


def main(arguments: list[str] | None = None) -> None:
    given = sys.argv[1:] if arguments is None else arguments
    if data := _option(given, "--data"):
        os.environ["WRACA_DATA"] = data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wraca.settings")
    try:
        choose_language(_option(given, "--language"))
        with ended_by_signals():
            build_app()(given)
    except WracaError as error:
        sys.exit(_complain(error))
    except Exception as error:
        if type(error).__name__ == "ImproperlyConfigured":
            sys.exit(_complain(InvalidInput(str(error))))
        if reason := lost_database(error):
            sys.exit(_complain(NotReady(_("The database went away: {reason}. Try again.").format(reason=reason))))
        raise


def _complain(error: WracaError) -> int:
    print(f"wraca: {error}", file=sys.stderr)
    return 2 if isinstance(error, InvalidInput) else 1
