"""Dump and restore by PostgreSQL's own programs, from any version we run on to any other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wraca.kit.errors import WracaError
from wraca.kit.language import _
from wraca.postgres.binaries import program
from wraca.postgres.cluster import last_line

#: Set by newer programs in the head of a dump, unknown to the oldest server we run on.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;"
HEAD_LINES = 60


def dump_database(conninfo: str, target: Path, *, snapshot: str, without_rows_of: Sequence[str]) -> None:
    """Writes the database, as the exported `snapshot` sees it, in the custom format (compressed).

    without_rows_of: patterns of tables that are kept empty.
    """
    excluded = [f"--exclude-table-data={pattern}" for pattern in without_rows_of]
    options = ["--format=custom", "--compress=gzip:4", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    arguments = [program("pg_dump"), *options, *excluded, "--file", str(target), "-d", _without_password(conninfo)]
    done = subprocess.run(arguments, capture_output=True, text=True, env=_environment(conninfo))
    if done.returncode != 0:
        raise WracaError(_("The database could not be dumped: {reason}").format(reason=last_line(done.stderr)))


def restore_database(source: Path, conninfo: str) -> None:
    """Fills an empty database in one transaction: all of it, or none."""
    read = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    write = [program("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader,
        subprocess.Popen(
            [*write, "-d", _without_password(conninfo)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(conninfo),
        ) as writer,
    ):
        assert reader.stderr is not None
        assert writer.stderr is not None
        complete = _pour(reader, writer)
        said = writer.stderr.read().decode(errors="replace")
        read_said = reader.stderr.read().decode(errors="replace")
    if reader.returncode != 0 and complete:
        raise WracaError(_("The dump cannot be read: {reason}").format(reason=last_line(read_said)))
    if writer.returncode != 0:
        raise WracaError(_("The database could not be restored: {reason}").format(reason=last_line(said)))


def _pour(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> bool:
    """Copies what was read to the writer; False if the writer gave up. A reader that fails must not be committed."""
    assert reader.stdout is not None
    assert writer.stdin is not None
    try:
        for _number in range(HEAD_LINES):
            line = reader.stdout.readline()
            if line.strip() != UNKNOWN_BEFORE_17:
                writer.stdin.write(line)
        while piece := reader.stdout.read(1 << 18):
            writer.stdin.write(piece)
        if reader.wait() != 0:
            writer.kill()
        writer.stdin.close()
    except BrokenPipeError:
        reader.kill()
        return False
    return True


def _without_password(conninfo: str) -> str:
    """Arguments of a process can be read by everybody on the machine."""
    return make_conninfo(
        **{name: str(value) for name, value in conninfo_to_dict(conninfo).items() if name != "password"}
    )


def _environment(conninfo: str) -> dict[str, str]:
    password = conninfo_to_dict(conninfo).get("password")
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}
