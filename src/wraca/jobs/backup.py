"""A backup: one file with everything that cannot be computed again.

A tar of manifest.json (what it is, of when, checksums, rows of each table), truth.dump (pg_dump's custom format),
secret_key and photographs/. The lake and the generations are left out: `wraca refresh` makes them from truth.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from wraca import __version__
from wraca.kit.errors import Conflict, InvalidInput, NotReady
from wraca.kit.language import _
from wraca.postgres.dump import dump_database

FORMAT = 1
#: Stands in the data folder while a restore swaps; a start that finds it says what to do.
RESTORE_MARK = "restore_interrupted"
#: The queue's jobs would run a second time, and a stolen session would live on.
WITHOUT_ROWS_OF = ("procrastinate_*", "django_session")


@dataclass(frozen=True, slots=True)
class Places:
    """Where an installation keeps what is backed up."""

    conninfo: str
    data: Path
    photographs: Path


@dataclass(frozen=True, slots=True)
class Backup:
    file: Path
    bytes: int
    #: Rows of each table of truth.
    rows: dict[str, int]


def back_up(places: Places, target: Path, now: datetime, *, overwrite: bool = False) -> Backup:
    """Writes `target` in one step: it is whole or it is not there.

    Raises Conflict if it exists, InvalidInput if its folder does not.
    """
    if target.exists() and not overwrite:
        raise Conflict(_("{file} exists already; choose another name, or say --overwrite.").format(file=target))
    if not target.parent.is_dir():
        raise InvalidInput(_("There is no folder {folder} to write the backup to.").format(folder=target.parent))
    with tempfile.TemporaryDirectory(prefix=".wraca-backup-", dir=target.parent) as side:
        dump = Path(side) / "truth.dump"
        rows, facts = _dump_truth(places.conninfo, dump)
        members = {"truth.dump": dump, **_list_files(places)}
        manifest = {
            "format": FORMAT,
            "wraca_version": __version__,
            "created_at": now.isoformat(),
            "rows": rows,
            **facts,
            "members": {name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for name, path in members.items()},
        }
        whole = Path(side) / "backup.tar"
        _write_tar(whole, manifest, members)
        os.replace(whole, target)
    return Backup(target, target.stat().st_size, rows)


def _dump_truth(conninfo: str, target: Path) -> tuple[dict[str, int], dict[str, object]]:
    """The dump and the count of rows see the same moment."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = one(connection, "SELECT pg_export_snapshot()")
        dump_database(conninfo, target, snapshot=snapshot, without_rows_of=WITHOUT_ROWS_OF)
        facts: dict[str, object] = {"postgresql": one(connection, "SHOW server_version")}
        facts["migrations"] = _list_migrations(connection)
        return count_rows(connection), facts


def one(connection: psycopg.Connection, query: str | sql.Composed) -> str:
    found = connection.execute(query).fetchone()
    assert found is not None
    return str(found[0])


def _list_migrations(connection: psycopg.Connection) -> list[str]:
    return [
        f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    ]


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table that a backup carries."""
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%%' "
        "AND tablename <> ALL (%s) ORDER BY 1",
        [["django_session", "engine_tombstone"]],
    ).fetchall()
    count = "SELECT count(*) FROM {}"
    return {name: int(one(connection, sql.SQL(count).format(sql.Identifier(name)))) for (name,) in names}


def _list_files(places: Places) -> dict[str, Path]:
    secret = places.data / "secret_key"
    files = {"secret_key": secret} if secret.is_file() else {}
    if places.photographs.is_dir():
        for path in sorted(places.photographs.rglob("*")):
            if path.is_file():
                files[f"photographs/{path.relative_to(places.photographs)}"] = path
    return files


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_tar(target: Path, manifest: dict[str, object], members: dict[str, Path]) -> None:
    # It holds customers and the secret key: for its owner alone.
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            text = json.dumps(manifest, indent=1, sort_keys=True).encode()
            head = tarfile.TarInfo("manifest.json")
            head.size = len(text)
            tar.addfile(head, io.BytesIO(text))
            for name, path in members.items():
                tar.add(path, arcname=name, recursive=False)
        file.flush()
        os.fsync(file.fileno())


def unpack(source: Path, side: Path) -> dict:
    """Unpacks a backup and checks every byte of it. Returns its manifest. Raises InvalidInput with what is wrong."""
    try:
        with tarfile.open(source) as tar:
            _check_room(source, side)
            tar.extractall(side, filter="data")
        manifest = json.loads((side / "manifest.json").read_text())
        kind = manifest["format"]
    except FileNotFoundError as cause:
        raise InvalidInput(_("There is no backup at {file}.").format(file=source)) from cause
    except (tarfile.TarError, ValueError, KeyError, EOFError) as cause:
        raise InvalidInput(_("{file} is not a whole backup of Wraca.").format(file=source)) from cause
    if kind != FORMAT:
        raise InvalidInput(
            _("{file} is a backup of format {kind}; this Wraca reads {known}.").format(
                file=source, kind=kind, known=FORMAT
            )
        )
    for name, entry in manifest["members"].items():
        path = side / name
        if not path.is_file() or path.stat().st_size != entry["bytes"] or sha256(path) != entry["sha256"]:
            raise InvalidInput(_("{file} is damaged: {name} is not what was written.").format(file=source, name=name))
    return manifest


def _check_room(source: Path, side: Path) -> None:
    needed, free = source.stat().st_size, shutil.disk_usage(side).free
    if free < needed:
        raise NotReady(
            _("The disk of {folder} has {free} MB left; the backup needs {needed} MB to be unpacked.").format(
                folder=side, free=free // 1_000_000, needed=needed // 1_000_000
            )
        )
