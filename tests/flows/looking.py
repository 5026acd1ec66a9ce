"""A search that knows nothing of erasers: every table as PostgreSQL's own program dumps it, every file as text."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
from django.conf import settings
from django.contrib.sessions.models import Session

from wraca.postgres.binaries import program
from wraca.postgres.conninfo import conninfo_of


def find_traces(traces: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """`place: trace` of each that is found, in any case."""
    found = []
    for place, text in (*_tables(), *_sessions(), *_files(folders)):
        found += [f"{place}: {trace}" for trace in traces if trace.lower() in text]
    return sorted(set(found))


def _tables() -> Iterator[tuple[str, str]]:
    conninfo = conninfo_of(settings.DATABASES["default"])
    arguments = [program("pg_dump"), "--data-only", "--inserts", "--no-owner", "-d", conninfo]
    dumped = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    place = ""
    for line in dumped.splitlines():
        if line.startswith("INSERT INTO"):
            place = line.split(" ", 3)[2]
        bytes_too = " ".join(bytes.fromhex(found).decode("latin-1") for found in re.findall(r"\\x([0-9a-f]+)", line))
        yield place, f"{line} {bytes_too}".lower()


def _sessions() -> Iterator[tuple[str, str]]:
    for session in Session.objects.all():
        written = str(session.get_decoded())
        yield "django_session", re.sub(r"\\+u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), written).lower()


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            yield f"{path.name} (name)", path.name.lower()
            if path.suffix == ".parquet":
                rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
                yield str(path), str(rows).lower()
            elif path.name == "serving.duckdb":
                yield from _served(path)
            else:
                content = path.read_bytes()
                yield str(path), " ".join(content.decode(code, "ignore") for code in ("utf-8", "cp1250")).lower()


def _served(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as con:
        for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield f"{path}/{name}", str(con.execute(f'SELECT * FROM "{name}"').fetchall()).lower()
