"""wraca keys: the secrets by which programs call the API."""

from __future__ import annotations

import typer

from wraca.cli.language import _
from wraca.kit.errors import InvalidInput


def register(app: typer.Typer) -> None:
    keys = typer.Typer(help=_("Keys for programs that call the API."), no_args_is_help=True)
    keys.command("create", help=_("Make a key; its secret is shown once."))(create)
    keys.command("list", help=_("List the keys."))(list_)
    keys.command("revoke", help=_("Make a key useless, at once."))(revoke)
    app.add_typer(keys, name="keys")


def create(
    name: str = typer.Argument(..., metavar="NAME", help=_("What the key is for.")),
    scope: list[str] = typer.Option(None, "--scope", help=_("E.g. orders:write; repeat it. Default: all.")),
    source: str = typer.Option("api", "--source", help=_("The system that speaks: ids are unique within it.")),
) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.events.keys import SCOPES, create_key

        key, secret = create_key(name=name, scopes=scope or SCOPES, source=source)
    print(_("Key {id} may: {scopes}").format(id=key.pk, scopes=", ".join(key.scopes)))
    print(_("Its secret, shown this once:"))
    print(secret)


def list_() -> None:
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.events.keys import list_keys

        for key in list_keys():
            state = _("revoked") if key.revoked_at else _("in use")
            used = key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else _("never used")
            print(f"{key.pk}\t{key.prefix}…\t{state}\t{used}\t{key.source}\t{key.name}\t{' '.join(key.scopes)}")


def revoke(key_id: int = typer.Argument(..., metavar="ID", help=_("As `wraca keys list` shows it."))) -> None:
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.events.keys import revoke_key
        from wraca.kit import clock

        if not revoke_key(key_id, clock.now()):
            raise InvalidInput(_("There is no key {id} in use.").format(id=key_id))
    print(_("Key {id} opens nothing any more.").format(id=key_id))
