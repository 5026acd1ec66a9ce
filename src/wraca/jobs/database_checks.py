"""The doctor's checks of the database and of what was copied from it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from wraca.jobs.findings import FAIL, OK, WARN, Finding, Installation
from wraca.kit.language import _

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
HELD_SECONDS = 600
WORKER_SILENT_SECONDS = 60


def check_database(installation: Installation, now: datetime) -> Iterator[Finding]:
    if installation.embedded and not installation.cluster.is_dir():
        yield Finding("database", WARN, _("No database has been made yet."), _("wraca demo or wraca serve makes it."))
        return
    try:
        connection = psycopg.connect(installation.conninfo, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError:
        sentence = installation.trouble or _("PostgreSQL does not answer.")
        mend = _("See its log: {log}").format(log=installation.cluster.parent / "log" / "postgresql.log")
        yield Finding(
            "database", FAIL, sentence, mend if installation.embedded else _("Start it, or correct WRACA_DATABASE_URL.")
        )
        return
    with connection:
        yield _version(connection)
        yield from _extensions(connection)
        yield _migrations()
        yield _horizon(connection)
        yield _worker(connection)
        yield _watermark(connection, installation.lake)
        yield _clock(connection)


def _version(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version // 10_000
    sentence = _("PostgreSQL {version} answers.").format(version=version)
    if version < 15:
        return Finding("database", FAIL, sentence, _("Upgrade it to 15 or newer."))
    return Finding("database", OK, sentence)


def _extensions(connection: psycopg.Connection) -> Iterator[Finding]:
    found = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
    missing = [name for name in EXTENSIONS if name not in found]
    if missing:
        sentence = _("PostgreSQL lacks the modules {names}.").format(names=", ".join(missing))
        yield Finding("extensions", FAIL, sentence, _("Install its contrib package, e.g. postgresql-contrib."))
    else:
        yield Finding("extensions", OK, _("PostgreSQL has the modules {names}.").format(names=", ".join(EXTENSIONS)))


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        sentence = _("Migrations not applied yet: {number}.").format(number=missing)
        return Finding("migrations", WARN, sentence, _("The next wraca serve applies them."))
    return Finding("migrations", OK, _("All migrations are applied."))


def _horizon(connection: psycopg.Connection) -> Finding:
    """A transaction that stays open holds back what the lake may read: it is late, never wrong."""
    row = connection.execute(
        "SELECT pid, extract(epoch FROM now() - xact_start)::bigint FROM pg_stat_activity "
        "WHERE xact_start IS NOT NULL AND backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY 2 DESC LIMIT 1"
    ).fetchone()
    if row is None or row[1] < HELD_SECONDS:
        return Finding("transactions", OK, _("No transaction has been open for long."))
    sentence = _("Process {pid} of PostgreSQL has held a transaction open for {minutes} minutes.")
    mend = _("Until it ends, a refresh does not see newer rows. End it: SELECT pg_terminate_backend({pid})")
    return Finding("transactions", WARN, sentence.format(pid=row[0], minutes=row[1] // 60), mend.format(pid=row[0]))


def _worker(connection: psycopg.Connection) -> Finding:
    known = connection.execute("SELECT to_regclass('procrastinate_workers') IS NOT NULL").fetchone()
    seen = None
    if known and known[0]:
        query = "SELECT extract(epoch FROM now() - max(last_heartbeat))::bigint FROM procrastinate_workers"
        row = connection.execute(query).fetchone()
        seen = row[0] if row else None
    if seen is None or seen > WORKER_SILENT_SECONDS:
        return Finding(
            "worker", WARN, _("No worker is running: no refresh, import or alert happens."), _("Start it: wraca work")
        )
    return Finding("worker", OK, _("A worker gave a sign of life {seconds} seconds ago.").format(seconds=seen))


def _watermark(connection: psycopg.Connection, lake: Path) -> Finding:
    from wraca.engine.manifests import Manifests

    manifest = Manifests(lake).read()
    if manifest is None:
        return Finding("lake", WARN, _("The lake is empty."), _("Fill it: wraca refresh"))
    row = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    if row and manifest.cluster and manifest.cluster != row[0]:
        sentence = _("The lake was copied from another PostgreSQL.")
        return Finding("lake", WARN, sentence, _("The next wraca refresh copies everything anew."))
    return Finding("lake", OK, _("The lake belongs to this PostgreSQL."))


def _clock(connection: psycopg.Connection) -> Finding:
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float").fetchone()
    apart = abs(time.time() - row[0]) if row else 0.0
    if apart > 5:
        sentence = _("The clocks of this machine and of PostgreSQL are {seconds} seconds apart.")
        return Finding("clock", WARN, sentence.format(seconds=round(apart)), _("Set both by a time server (NTP)."))
    return Finding(
        "clock", OK, _("This machine's clock says {moment} UTC.").format(moment=f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
    )
