"""Starts the embedded server or joins a running one; the last process to leave stops it.

    with attach(data / "postgres", socket_folder) as server:
        psycopg.connect(server.conninfo())

Every process that uses the server holds a shared lock on users.lock. Whoever leaves tries for the exclusive one: who
gets it was the last. A server orphaned by kill -9 is joined by the next command and stopped by it. Whether the server
lives is asked of the server (pg_isready), never of a pid.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wraca.kit.errors import NotReady
from wraca.kit.language import _
from wraca.postgres.account import Account, choose_account, reaching
from wraca.postgres.binaries import binaries_folder, program
from wraca.postgres.cluster import ROLE, last_line, make_cluster, reason_in, settings_text, write_settings
from wraca.postgres.locks import FileLock, exclusive
from wraca.postgres.stale import clear_stale_pid, end_orphans, server_pid

READY, STARTING, SILENT = 0, 1, 2
#: Recovery after a crash in mid-load may take long; a killed server's last backend holds shared memory for seconds.
START_SECONDS = 300
SHARED_MEMORY_SECONDS = 60
LOG_LIMIT_BYTES = 10_000_000
LOG_KEPT_BYTES = 1_000_000


class EmbeddedPostgres:
    def __init__(
        self, folder: Path, socket_folder: Path, *, database: str = ROLE, settings: Mapping[str, str] | None = None
    ):
        """`folder` holds the cluster, its locks and its log; `socket_folder` where it listens (no TCP, ever).

        settings: PostgreSQL settings over ours, e.g. {"fsync": "off"} in tests. They count at the next start.
        """
        self.folder = folder.absolute()
        self.cluster = self.folder / "cluster"
        self.socket_folder = socket_folder.absolute()
        self.database = database
        self.settings = dict(settings or {})
        self.log = self.folder / "log" / "postgresql.log"
        self._users: FileLock | None = None
        self._leaving = threading.Lock()
        self._pid = 0
        self._account: Account | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def conninfo(self) -> str:
        return make_conninfo(host=str(self.socket_folder), user=ROLE, dbname=self.database)

    def __enter__(self) -> EmbeddedPostgres:
        return self.attach()

    def __exit__(self, *_unused: object) -> None:
        self.detach()

    def attach(self) -> EmbeddedPostgres:
        if self._users is not None:
            return self
        account = self._account = self._prepare()
        # A signal may raise between any two lines, even of the block that would have left.
        atexit.register(self.detach)
        with exclusive(self.folder / "gate.lock"):
            users = FileLock(self.folder / "users.lock")
            users.wait_shared()
            try:
                self._make_ready(account)
                self._users, self._pid = users, os.getpid()
            except BaseException:
                self._abandon(account, users)
                raise
        self.trim_log()
        return self

    def detach(self) -> None:
        """Leaves, and stops the server if nobody else uses it; interrupted, it can be called again.

        A forked child leaves its parent's lock alone. A second thread waits for the first.
        """
        if self._pid != os.getpid():
            return
        with self._leaving:
            if self._users is None:
                return
            with exclusive(self.folder / "gate.lock"):
                self._leave(self._users)
        atexit.unregister(self.detach)

    def _leave(self, users: FileLock) -> None:
        try:
            if users.try_exclusive():
                self._stop(self._known_account())
        except NotReady:
            self._users = None
            users.release()
            raise
        self._users = None
        users.release()

    def _abandon(self, account: Account, users: FileLock) -> None:
        """A start that failed or was interrupted leaves no server behind, unless others use it."""
        self._users = None
        if users.try_exclusive():
            with contextlib.suppress(NotReady):
                self._stop(account)
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                self._process.wait()
        users.release()

    def ready(self) -> bool:
        return self._state(self._known_account()) == READY

    def revive(self) -> bool:
        """Starts the server again if it died under its users. True if it had to."""
        account = self._known_account()
        with exclusive(self.folder / "gate.lock"):
            if self._state(account) == READY:
                return False
            self._make_ready(account)
        return True

    def trim_log(self) -> None:
        """Keeps the log's end. The server appends, so the file can be cut under it."""
        try:
            if self.log.stat().st_size <= LOG_LIMIT_BYTES:
                return
            with open(self.log, "r+b") as file:
                file.seek(-LOG_KEPT_BYTES, os.SEEK_END)
                kept = file.read()
                file.seek(0)
                file.truncate()
                file.write(kept)
        except FileNotFoundError:
            return

    def _prepare(self) -> Account:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            account = choose_account(self.cluster)
            self._let_through(self.folder, account)
            account = reaching(account, data=self.folder, programs=binaries_folder())
            for folder in (self.log.parent, self.socket_folder):
                self._make_private(folder, account)
            if not os.access(self.folder, os.W_OK):
                raise PermissionError(13, os.strerror(13), str(self.folder))
        except OSError as cause:
            raise NotReady(
                _("The data folder cannot be used: {folder}: {reason}. Make it writable, or set WRACA_DATA.").format(
                    folder=cause.filename or self.folder, reason=cause.strerror
                )
            ) from cause
        return account

    def _known_account(self) -> Account:
        return self._account or reaching(choose_account(self.cluster), data=self.folder, programs=binaries_folder())

    def _let_through(self, folder: Path, account: Account) -> None:
        """Our own folder, made by root with 0700: its group becomes the account's, which may then pass."""
        status = folder.stat()
        if account.lent and status.st_uid == 0 and not status.st_mode & stat.S_IXOTH:
            os.chown(folder, -1, account.gid)
            folder.chmod(0o710)

    def _make_private(self, folder: Path, account: Account) -> None:
        """A folder of the account alone. One that somebody else made in a temporary folder is refused."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {account.uid, os.geteuid()}:
            raise NotReady(
                _("{folder} belongs to somebody else. Remove it, or run as the account that made it.").format(
                    folder=folder
                )
            )
        account.own(folder)
        folder.chmod(0o700)

    def _state(self, account: Account) -> int:
        asked = account.run(
            [program("pg_isready"), "-q", "-h", str(self.socket_folder), "-U", ROLE, "-d", "postgres"],
            capture_output=True,
        )
        return asked.returncode

    def _make_ready(self, account: Account) -> None:
        state = self._wait_while_starting(account)
        if state == READY:
            return
        if not self.cluster.exists():
            self._check_space()
            make_cluster(self.cluster, account)
        if server_pid(self.cluster) is not None:
            # It lives and does not listen where we look: its socket was removed, or the folder was moved.
            self._stop(account)
        clear_stale_pid(self.cluster, self.socket_folder)
        write_settings(self.cluster, account, settings_text(self.socket_folder, self.settings))
        self._start(account)
        self._make_database()

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < 200_000_000:
            raise NotReady(
                _("The disk of {folder} has {free} MB left; a new database needs 200 MB.").format(
                    folder=self.folder, free=free // 1_000_000
                )
            )

    def _wait_while_starting(self, account: Account) -> int:
        until = time.monotonic() + START_SECONDS
        while (state := self._state(account)) == STARTING and time.monotonic() < until:
            time.sleep(0.1)
        return state

    def _start(self, account: Account) -> None:
        until = time.monotonic() + SHARED_MEMORY_SECONDS
        while True:
            before = self.log.stat().st_size if self.log.exists() else 0
            if self._start_once(account):
                return
            said = self._log_since(before)
            if "pre-existing shared memory block" not in said or time.monotonic() > until:
                raise NotReady(
                    _("The embedded PostgreSQL does not start: {reason} (its log: {log})").format(
                        reason=reason_in(said), log=self.log
                    )
                )
            end_orphans(self.cluster)
            time.sleep(0.3)

    def _start_once(self, account: Account) -> bool:
        """True once it answers, False if it ended. Not by pg_ctl, which hands paths with quotes to a shell."""
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            account.own(self.log)
            self._process = account.start([program("postgres"), "-D", str(self.cluster)], log)
        finally:
            os.close(log)
        until = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            if self._state(account) == READY:
                return True
            time.sleep(0.02)
        return False

    def _log_since(self, position: int) -> str:
        if not self.log.exists():
            return ""
        with open(self.log, "rb") as file:
            file.seek(position)
            return file.read().decode(errors="replace")

    def _stop(self, account: Account) -> None:
        if server_pid(self.cluster) is None:
            return
        stopped = account.run(
            [program("pg_ctl"), "stop", "-m", "fast", "-w", "-s", "-t", "120", "-D", str(self.cluster)],
            capture_output=True,
        )
        if self._process is not None:
            self._process.poll()
        if stopped.returncode != 0 and server_pid(self.cluster) is not None:
            raise NotReady(
                _("The embedded PostgreSQL does not stop: {reason} (its log: {log})").format(
                    reason=last_line(stopped.stderr), log=self.log
                )
            )

    def _make_database(self) -> None:
        system = make_conninfo(host=str(self.socket_folder), user=ROLE, dbname="postgres")
        with psycopg.connect(system, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))


def attach(folder: Path, socket_folder: Path, **options) -> EmbeddedPostgres:
    """Joins or starts the server; leave with `detach()` or as a context manager."""
    return EmbeddedPostgres(folder, socket_folder, **options).attach()
