"""The database made ready for a command: running, new enough, migrated."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator

import psycopg

from wraca.jobs.backup import RESTORE_MARK
from wraca.kit.errors import NotReady
from wraca.kit.language import _
from wraca.postgres.conninfo import conninfo_of
from wraca.postgres.embedded import EmbeddedPostgres
from wraca.server.signals import undisturbed

log = logging.getLogger(__name__)

OLDEST_VERSION = 15
#: Any number of ours: whoever holds it migrates, the others wait and find nothing left to do.
MIGRATION_LOCK = 0x77726163
LEAST_FREE_BYTES = 50_000_000
#: A server that is being restarted refuses for a moment: by then it answers, or something else is wrong.
RESTART_SECONDS, RETRY_SECONDS = 15.0, 0.5


@contextlib.contextmanager
def ready_database(*, migrate: bool = True, restoring: bool = False) -> Iterator[EmbeddedPostgres | None]:
    """Django set up on a database that answers; on leaving, the embedded server stops if nobody else uses it.

    Yields the embedded server, None for the user's own. Raises NotReady with a sentence for a data folder that is
    read-only or full, a server that does not answer, is too old, or holds tables newer than this program's.
    """
    import django
    from django.conf import settings

    check_data_folder()
    if not restoring:
        check_no_half_restore()
    server = EmbeddedPostgres(settings.POSTGRES_FOLDER, settings.SOCKET_FOLDER) if settings.EMBEDDED else None
    try:
        if server is not None:
            server.attach()
        check_server(conninfo_of(settings.DATABASES["default"]))
        django.setup()
        if migrate:
            migrate_once()
            repeat_erasures()
        yield server
    finally:
        try:
            with undisturbed():
                _leave(server)
        finally:
            # Once more for a signal that came before it was held off; mostly there is nothing left to do.
            _leave(server)


def _leave(server: EmbeddedPostgres | None) -> None:
    from django.db import connections

    connections.close_all()
    if server is not None:
        server.detach()


def check_data_folder() -> None:
    """Writable, with room: before anything is begun that could be left half done."""
    from django.conf import settings

    from wraca.settings import make_data_folder

    folder = settings.DATA
    try:
        make_data_folder()
        probe = folder / f".probe.{os.getpid()}"
        probe.write_bytes(b"w")
        probe.unlink()
    except OSError as cause:
        raise NotReady(
            _("The data folder {folder} cannot be written to: {reason}. Mend it, or set WRACA_DATA.").format(
                folder=folder, reason=cause.strerror
            )
        ) from cause
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise NotReady(
            _("The disk of the data folder {folder} is full: {free} MB left.").format(
                folder=folder, free=free // 1_000_000
            )
        )


def check_no_half_restore() -> None:
    """The swap of a restore is a moment long; killed within it, database and files may be of different days."""
    from django.conf import settings

    mark = settings.DATA / RESTORE_MARK
    if mark.exists():
        source = mark.read_text(encoding="utf-8").partition("\n")[0]
        raise NotReady(
            _("A restore was interrupted. Run it again: wraca restore {file} --overwrite").format(file=source)
        )


def check_server(conninfo: str) -> None:
    place = describe(conninfo)
    try:
        number = _ask_version(conninfo)
    except psycopg.OperationalError as cause:
        raise NotReady(
            _("PostgreSQL does not answer at {place}: {reason}").format(place=place, reason=_first_line(cause))
        ) from cause
    if number // 10_000 < OLDEST_VERSION:
        raise NotReady(
            _("PostgreSQL at {place} is version {version}; Wraca needs {oldest} or newer.").format(
                place=place, version=number // 10_000, oldest=OLDEST_VERSION
            )
        )


def _ask_version(conninfo: str) -> int:
    until = time.monotonic() + RESTART_SECONDS
    while True:
        try:
            with psycopg.connect(conninfo, connect_timeout=10) as connection:
                return connection.info.server_version
        except psycopg.OperationalError as cause:
            if time.monotonic() > until or not _is_restarting(cause, conninfo):
                raise
            time.sleep(RETRY_SECONDS)


def _is_restarting(error: psycopg.OperationalError, conninfo: str) -> bool:
    """By what it said or, since a server may say it in any language, by what it answers now."""
    said = "the database system is" in str(error)
    return said or psycopg.pq.PGconn.ping(conninfo.encode()) == psycopg.pq.Ping.REJECT


def describe(conninfo: str) -> str:
    """Host, port and name: never the password."""
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('host', 'localhost')}{port}/{parts.get('dbname', '')}"


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def migrate_once() -> int:
    """Applies what is missing, one process at a time. Returns how many migrations that were."""
    from django.conf import settings
    from django.core.management import call_command

    conninfo = conninfo_of(settings.DATABASES["default"])
    with psycopg.connect(conninfo, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        missing = missing_migrations()
        if missing:
            log.debug("applying %d migrations", missing)
            # Seconds in which nothing else is seen; not on stdout, which may be read by a program.
            sys.stderr.write(_("Preparing the database …") + "\n")
            call_command("migrate", verbosity=0, interactive=False)
    return missing


def repeat_erasures() -> None:
    """Of those whom a restored backup brought back: nobody is served before."""
    from wraca.jobs.replay_erasures import replay_erasures
    from wraca.kit import clock

    replay_erasures(clock.now())


def missing_migrations() -> int:
    """How many are still to be applied. Raises NotReady if the database has some that this program does not know."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    labels = {app for app, _name in executor.loader.disk_migrations}
    unknown = [
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in labels and (app, name) not in executor.loader.disk_migrations
    ]
    # A squashed migration replaces names that are gone from the disk.
    replaced = {key for migration in executor.loader.disk_migrations.values() for key in migration.replaces}
    unknown = [name for name in unknown if tuple(name.split(".", 1)) not in replaced]
    if unknown:
        raise NotReady(
            _("The database was made by a newer Wraca ({migrations}). Install that version or a newer one.").format(
                migrations=", ".join(sorted(unknown)[:3])
            )
        )
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
