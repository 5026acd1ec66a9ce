"""wraca serve: the server, its worker and its database."""

from __future__ import annotations

import typer
from rich.console import Console

from wraca.cli.language import _
from wraca.kit.errors import InvalidInput


def register(app: typer.Typer) -> None:
    app.command("serve", help=_("Serve console and API. The database and a worker come along."))(serve)


def serve(
    host: str = typer.Option(None, help=_("Where to listen (WRACA_HOST, else 127.0.0.1).")),
    port: int = typer.Option(None, min=1, max=65535, help=_("The port (WRACA_PORT, else 8765).")),
    role: str = typer.Option("all", help=_("all, console or api.")),
    worker: bool = typer.Option(None, "--worker/--no-worker", help=_("A worker beside the server.")),
) -> None:
    from django.conf import settings

    from wraca.server.claims import ROLES
    from wraca.server.serving import serve as action
    from wraca.server.signals import leave

    if role not in ROLES:
        raise InvalidInput(_("--role is {role!r}; give one of: {roles}").format(role=role, roles=", ".join(ROLES)))
    action(
        host=host or settings.HOST,
        port=port or settings.PORT,
        role=role,
        worker=worker,
        announce=lambda address: Console().print(_("Wraca is at {address}  (Ctrl-C stops it)").format(address=address)),
    )
    leave()
