"""`wraca demo` as people run it: a process of its own, the whole year."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from tests.server.conftest import wait_for

from wraca.postgres.embedded import EmbeddedPostgres

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500)]


@pytest.fixture
def folder():
    """Not pytest's own: those are closed to the account that runs PostgreSQL for root."""
    above = Path(tempfile.mkdtemp(prefix="wraca-demo-"))
    above.chmod(0o711)
    yield above / "data"
    shutil.rmtree(above)


def start(folder: Path, *options: str) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WRACA_")}
    command = [sys.executable, "-m", "wraca", "--data", str(folder), "--language", "en", "demo", "--no-serve", *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)


def output(folder: Path, *options: str) -> str:
    process = start(folder, *options)
    told, _ = process.communicate()
    assert process.returncode == 0
    return told


RUNNING = "SELECT coalesce(max(done), 0) FROM jobs_jobrun WHERE state = 'running'"


def loaded_rows(folder: Path) -> int:
    """How far the load says it is; 0 before it begins."""
    server = EmbeddedPostgres(folder / "postgres", folder / "run")
    with (
        contextlib.suppress(psycopg.OperationalError, psycopg.errors.UndefinedTable),
        psycopg.connect(server.conninfo()) as connection,
    ):
        return connection.execute("SELECT coalesce(max(done), 0) FROM jobs_jobrun WHERE state = 'running'").fetchone()[
            0
        ]
    return 0


def test_demo_killed_in_the_load_is_whole_after_the_next_start(folder):
    killed = start(folder)
    wait_for(lambda: loaded_rows(folder) > 0)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    first = output(folder)
    assert "Log in as owner@example.com with the password " in first
    second = output(folder)
    assert "with the password you were given" in second
    assert "Loading" not in second
    assert "with the password " in output(folder, "--new-password")
