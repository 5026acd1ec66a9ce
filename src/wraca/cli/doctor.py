"""wraca doctor: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import typer
from rich.console import Console
from rich.text import Text

from wraca.cli.language import _

MARKS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def register(app: typer.Typer) -> None:
    app.command("doctor", help=_("Check the installation; say what is wrong and how to mend it."))(doctor)


def doctor(json: bool = typer.Option(False, "--json", help=_("Print the findings as JSON."))) -> None:
    import django
    from django.conf import settings

    django.setup()
    from wraca.jobs.doctor import as_json, examine, worst
    from wraca.jobs.findings import FAIL, Installation
    from wraca.kit import clock
    from wraca.postgres.conninfo import conninfo_of
    from wraca.server.claims import serving_address
    from wraca.server.ports import address_of, place_of

    # A server may have been given another address than the settings'.
    host, port = place_of(serving_address(settings.DATA) or "") or (settings.HOST, settings.PORT)
    installation = Installation(
        data=settings.DATA,
        conninfo=conninfo_of(settings.DATABASES["default"]),
        embedded=settings.EMBEDDED,
        cluster=settings.POSTGRES_FOLDER / "cluster",
        lake=settings.LAKE_FOLDER,
        generations=settings.GENERATIONS_FOLDER,
        host=host,
        port=port,
    )
    with contextlib.ExitStack() as stack:
        findings = examine(replace(installation, trouble=_start_embedded(stack, installation)), clock.now())
    if json:
        print(as_json(findings))
    else:
        console = Console()
        for finding in findings:
            mark, colour = MARKS[finding.state]
            console.print(Text(f"{mark} ", style=colour) + Text(finding.sentence))
            if finding.mend:
                console.print(Text(f"  → {finding.mend}", style="dim"))
        console.print(_("The console: {address}").format(address=address_of(host, port)))
    raise typer.Exit(1 if worst(findings) == FAIL else 0)


def _start_embedded(stack: contextlib.ExitStack, installation) -> str:
    """The database of a stopped installation is started for the examination. Returns why not, if it does not start."""
    from django.conf import settings

    from wraca.kit.errors import WracaError
    from wraca.postgres.embedded import EmbeddedPostgres

    if not (installation.embedded and installation.cluster.is_dir()):
        return ""
    try:
        stack.enter_context(EmbeddedPostgres(settings.POSTGRES_FOLDER, settings.SOCKET_FOLDER))
    except WracaError as error:
        return str(error)
    return ""
