"""wraca work: carries out the queue's jobs."""

from __future__ import annotations

import typer

from wraca.cli.language import _


def register(app: typer.Typer) -> None:
    app.command("work", help=_("Carry out the jobs of the queue, until stopped."))(work)


def work(with_parent: bool = typer.Option(False, "--with-parent", hidden=True)) -> None:
    from wraca.server.signals import leave
    from wraca.server.working import work as action

    action(with_parent=with_parent)
    leave()
