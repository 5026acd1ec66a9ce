"""wraca demo: the sample shop, from nothing to a running console."""

from __future__ import annotations

import typer
from rich.console import Console

from wraca.cli.language import _, chosen_language


def register(app: typer.Typer) -> None:
    app.command("demo", help=_("Load the sample shop, refresh it and serve the console."))(demo)


def demo(
    serve: bool = typer.Option(True, "--serve/--no-serve", help=_("Serve the console when all is loaded.")),
    new_password: bool = typer.Option(False, "--new-password", help=_("Give the owner's account a new password.")),
    host: str = typer.Option(None, help=_("Where to listen (WRACA_HOST, else 127.0.0.1).")),
    port: int = typer.Option(None, min=1, max=65535, help=_("The port (WRACA_PORT, else 8765).")),
) -> None:
    from wraca.server.database import ready_database

    console = Console()
    with ready_database():
        prepare(console, let_in_days=not serve)
        log_in = log_in_sentence(new_password)
    # Before the server starts: the password is shown once, and a port in use must not swallow it.
    console.print(log_in, highlight=False, soft_wrap=True)
    if serve:
        serve_console(console, host, port)


def prepare(console: Console, *, let_in_days: bool) -> None:
    """Whatever is missing: the shop, the sample, a first refresh. A second start finds nothing to do.

    let_in_days: do now what the worker beside a running server does by itself.
    """
    from wraca.demo.load import release_days
    from wraca.demo.owner import open_sample_shop
    from wraca.demo.window import known_move
    from wraca.kit import clock

    shop = open_sample_shop(chosen_language())
    move = known_move(shop.sample_facts)
    is_loaded = move is not None and move.released is not None
    if not is_loaded:
        console.print(_("Loading a real retailer's year of purchases. The people are invented."))
        load_here(console)
    released = release_days(clock.now()) if is_loaded and let_in_days else {}
    if released or not has_generation():
        refresh_here()


def load_here(console: Console) -> dict:
    """In this process, with bars here and a run that the console's System page shows later."""
    from wraca.cli.bars import StepBars
    from wraca.cli.steps import step_words
    from wraca.demo.load import load_sample
    from wraca.jobs.runs import Progress, begin_run, carry_out, told_beside
    from wraca.kit import clock

    def work(progress: Progress) -> dict:
        with told_beside(progress) as tell, StepBars(step_words(), console) as bars:

            def report(step: str, done: int, total: int) -> None:
                tell(step, done, total)
                bars(step, done, total)

            return load_sample(clock.now(), report)

    return carry_out(begin_run("load_sample", clock.now()).pk, work)


def refresh_here() -> dict:
    from wraca.cli.refresh import refresh_bar
    from wraca.jobs.refresh import run_refresh
    from wraca.jobs.runs import begin_run, carry_out
    from wraca.kit import clock

    def work(_progress: object) -> dict:
        with refresh_bar(quiet=False) as report:
            return run_refresh(clock.now(), report=report)

    return carry_out(begin_run("refresh", clock.now()).pk, work)


def has_generation() -> bool:
    from django.conf import settings

    from wraca.engine.generations import Generations

    generation = Generations(settings.GENERATIONS_FOLDER).current()
    if generation is None:
        return False
    generation.close()
    return True


def log_in_sentence(new_password: bool) -> str:
    from wraca.demo.owner import OWNER_EMAIL, find_owner, open_owner_account, renew_password

    password = open_owner_account(chosen_language()) or (renew_password() if new_password else None)
    if password:
        return _("Log in as {email} with the password {password} (shown this once).").format(
            email=OWNER_EMAIL, password=password
        )
    if find_owner() is None:
        return _("Log in with the account you made when you opened the shop.")
    return _("Log in as {email} with the password you were given. For a new one: wraca demo --new-password").format(
        email=OWNER_EMAIL
    )


def serve_console(console: Console, host: str | None, port: int | None) -> None:
    from django.conf import settings

    from wraca.server.serving import serve as action
    from wraca.server.signals import leave

    action(
        host=host or settings.HOST,
        port=port or settings.PORT,
        announce=lambda address: console.print(
            _("Wraca is at {address}  (Ctrl-C stops it)").format(address=address), soft_wrap=True
        ),
    )
    leave()
