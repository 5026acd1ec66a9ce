"""wraca segments count: how many customers fit a rule."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from wraca.cli.language import _, ngettext


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=_("Groups of customers by rules."), no_args_is_help=True)
    group.command("count", help=_("Count the customers who fit a rule."))(count)

    @group.callback()
    def only() -> None:
        """Keeps `count` a command of its own while it is the only one."""

    app.add_typer(group, name="segments")


def count(
    rule: str = typer.Argument(
        ..., metavar="RULE", help=_("E.g. 'stage = \"repeat\" and spent >= 500'; docs/segments.md has all of it.")
    ),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        from django.conf import settings

        from wraca.engine.reader import reader_for
        from wraca.fields import BEHAVIOURS, FIELDS
        from wraca.kit.money import exponent_of
        from wraca.segments.counting import count_fitting, read_rule, words_in
        from wraca.segments.writing import write_rule
        from wraca.shop.queries import the_shop

        reader = reader_for(settings.GENERATIONS_FOLDER)
        words = words_in(reader, FIELDS, BEHAVIOURS, exponent=exponent_of(the_shop().currency))
        tree = read_rule(rule, words)
        found = count_fitting(tree, reader, words)
    if as_json:
        print(json.dumps({"rule": write_rule(tree), **asdict(found)}, ensure_ascii=False, indent=2, default=str))
        return
    print(
        ngettext(
            "{customers} customer of {of} fits, as of {as_of}.",
            "{customers} customers of {of} fit, as of {as_of}.",
            found.customers,
        ).format(**asdict(found))
    )
