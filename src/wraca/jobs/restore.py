"""A restore: everything is made ready beside, then swapped in. Until then the old state stays as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wraca.jobs.backup import RESTORE_MARK, Places, count_rows, unpack
from wraca.jobs.erasure_list import note_erasures_of
from wraca.jobs.restamp import restamp
from wraca.kit.errors import Conflict, InvalidInput, NotReady, WracaError
from wraca.kit.language import _
from wraca.postgres.dump import restore_database


@dataclass(frozen=True, slots=True)
class Restored:
    created_at: str
    rows: dict[str, int]


def restore(places: Places, source: Path, now: datetime, *, derived: list[Path], overwrite: bool = False) -> Restored:
    """Puts a backup in the place of this installation's state; embedded or not, whatever it was made from.

    derived: folders computed from truth (lake, generations); they go, and the next refresh makes them anew.
    Raises Conflict if there is a shop already and `overwrite` is not said, InvalidInput for a file that is no whole
    backup, NotReady if the server may not make a second database. In each case nothing has changed.
    Who was erased since the backup is in it again: `wraca.jobs.replay_erasures` comes next, and each start looks.
    """
    name = str(conninfo_to_dict(places.conninfo)["dbname"])
    if _is_used(places.conninfo) and not overwrite:
        raise Conflict(_("The database {name} holds a shop already; --overwrite replaces it.").format(name=name))
    places.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=places.data) as folder:
        side = Path(folder)
        manifest = unpack(source, side)
        _check_version(places.conninfo, manifest)
        mark = places.data / RESTORE_MARK
        fresh = _make_beside(places.conninfo, f"{name}_restore")
        try:
            restore_database(side / "truth.dump", fresh)
            _finish(fresh, manifest)
            # What is replaced may know of erasures that its list was not told before a kill.
            note_erasures_of(places.conninfo, places.data)
            mark.write_text(f"{source}\n{now.isoformat()}\n", encoding="utf-8")
            _swap(places.conninfo, name, f"{name}_restore")
        except BaseException:
            _drop(places.conninfo, f"{name}_restore")
            mark.unlink(missing_ok=True)
            raise
        _swap_files(places, side)
        for each in derived:
            shutil.rmtree(each, ignore_errors=True)
        mark.unlink()
        _drop(places.conninfo, f"{name}_replaced")
    return Restored(manifest["created_at"], manifest["rows"])


def _is_used(conninfo: str) -> bool:
    """A migrated database without a shop, an account or a customer is as good as empty."""
    with psycopg.connect(conninfo) as connection:
        rows = count_rows(connection)
    return any(rows.get(table) for table in ("shop_shop", "staff_user", "customers_customer", "events_event"))


def _check_version(conninfo: str, manifest: dict) -> None:
    """A dump of a newer PostgreSQL may use what an older one does not know; ours never does, but its rows must fit."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    labels = {app for app, _name in loader.disk_migrations}
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    unknown = [name for name in manifest["migrations"] if name.split(".")[0] in labels and name not in known]
    if unknown:
        raise InvalidInput(
            _("The backup was made by a newer Wraca ({version}). Install that version or a newer one.").format(
                version=manifest["wraca_version"]
            )
        )


def _system(conninfo: str) -> psycopg.Connection:
    """Some other database of the server: one cannot rename the database one is in."""
    last: psycopg.OperationalError | None = None
    for name in ("postgres", "template1"):
        try:
            return psycopg.connect(make_conninfo(conninfo, dbname=name), autocommit=True)
        except psycopg.OperationalError as cause:
            last = cause
    raise NotReady(_("Neither the database postgres nor template1 can be reached, to restore beside.")) from last


def _make_beside(conninfo: str, name: str) -> str:
    _drop(conninfo, name)
    with _system(conninfo) as connection:
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
        except psycopg.errors.InsufficientPrivilege as cause:
            raise NotReady(
                _("The account may not make databases, and the restore is made in one beside: ALTER ROLE … CREATEDB.")
            ) from cause
    return make_conninfo(conninfo, dbname=name)


def _finish(conninfo: str, manifest: dict) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        rows = count_rows(connection)
        wrong = sorted(table for table, count in manifest["rows"].items() if rows.get(table) != count)
        if wrong:
            raise WracaError(
                _("The restored tables do not hold what was backed up: {tables}.").format(tables=", ".join(wrong[:5]))
            )
        restamp(connection)
        connection.execute("ANALYZE")


def _swap(conninfo: str, name: str, fresh: str) -> None:
    """Two renames in one transaction. Raises Conflict while somebody is connected."""
    replaced = f"{name}_replaced"
    _drop(conninfo, replaced)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with _system(conninfo) as connection:
        try:
            with connection.transaction():
                connection.execute(rename.format(sql.Identifier(name), sql.Identifier(replaced)))
                connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
        except psycopg.errors.ObjectInUse as cause:
            raise Conflict(
                _("The database {name} is in use: stop wraca serve and wraca work first.").format(name=name)
            ) from cause


def _drop(conninfo: str, name: str) -> None:
    with _system(conninfo) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _swap_files(places: Places, side: Path) -> None:
    secret = side / "secret_key"
    if secret.exists():
        secret.chmod(0o600)
        os.replace(secret, places.data / "secret_key")
    shutil.rmtree(places.photographs, ignore_errors=True)
    if (side / "photographs").is_dir():
        os.replace(side / "photographs", places.photographs)
