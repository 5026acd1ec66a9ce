"""The cluster: made once, with settings of our own that are written anew at each start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from wraca.kit.errors import NotReady
from wraca.kit.language import _
from wraca.postgres.account import Account
from wraca.postgres.binaries import program

ROLE = "wraca"
SETTINGS_FILE = "wraca.conf"

#: The same order on every machine; Polish order is a key column (kit.text), as the wheel has no ICU.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    # The wheel is built without lz4 and zstd; the choice of either stops the start.
    "wal_compression": "off",
    # PostgreSQL's log would hold what people wrote: failing statements, their values ("Key (email)=(…) exists").
    # Errors reach the client that made them; the log keeps what happens to the server itself.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
}


def settings_text(socket_folder: Path, extra: Mapping[str, str]) -> str:
    """PostgreSQL's own quoting: a quote is doubled, and a list of folders quotes each of them."""
    folder = str(socket_folder).replace('"', '""')
    chosen = {**SETTINGS, "unix_socket_directories": f'"{folder}"', **extra}
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in sorted(chosen.items()))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def write_settings(cluster: Path, account: Account, text: str) -> None:
    target = cluster / SETTINGS_FILE
    fresh = target.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    account.own(fresh)
    os.replace(fresh, target)


def make_cluster(cluster: Path, account: Account) -> None:
    """Made in a folder beside and renamed: a kill in the middle leaves no half cluster."""
    fresh = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    made = account.run(
        [program("initdb"), "-D", str(fresh), "-U", ROLE, "-A", "trust", "-E", "UTF8", *LOCALE],
        capture_output=True,
    )
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise NotReady(
            _("The database could not be made in {folder}: {reason}").format(
                folder=cluster.parent, reason=last_line(made.stderr)
            )
        )
    with open(fresh / "postgresql.conf", "a", encoding="utf-8") as file:
        file.write(f"\ninclude_if_exists = '{SETTINGS_FILE}'\n")
    fresh.rename(cluster)


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else _("no reason given")


def reason_in(log: str) -> str:
    """Why a server gave up: its last two lines, without their times and pids."""
    lines = [line.partition("] ")[2] or line for line in log.splitlines() if line.strip()]
    reasons = [line for line in lines if not line.startswith("LOG:  starting PostgreSQL")]
    return " / ".join(reasons[-2:]) or _("no reason given")
