"""The database of the tests: one embedded PostgreSQL for each process of the run.

Not one for all: how far a copy or a follower may read is a matter of the whole server's open transactions, so processes
of pytest-xdist that shared one would hold each other back.

It starts with the first test that asks for a database, in a temporary data folder that goes with it.
WRACA_TEST_DATABASE_URL names another server instead (CI: PostgreSQL 15), or several: one for each process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest
from pytest_socket import socket_allow_hosts

#: Speed over safety: what is in it is thrown away.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
#: Waits for the end of its input, which comes with the end of pytest, even by kill -9; then cleans up.
GUARD = """
import sys, shutil, pathlib
sys.stdin.read()
from wraca.postgres.embedded import EmbeddedPostgres
folder = pathlib.Path(sys.argv[1])
if (folder / "postgres" / "cluster").exists():
    with EmbeddedPostgres(folder / "postgres", folder / "run"):
        pass
shutil.rmtree(folder, ignore_errors=True)
"""


def _make_data_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wraca-tests-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the account that runs the server for root must get to it
    return folder


DATA = _make_data_folder()
for name in [
    name
    for name in os.environ
    if name.startswith("WRACA_") and not name.startswith(("WRACA_TEST_", "WRACA_SHARED_DATA"))
]:
    del os.environ[name]
os.environ["WRACA_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "wraca.settings"
if urls := os.environ.get("WRACA_TEST_DATABASE_URL", "").split():
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["WRACA_DATABASE_URL"] = urls[place % len(urls)]
# In a session of its own: what ends pytest, e.g. Ctrl-C, must not end it too.
guard = subprocess.Popen([sys.executable, "-c", GUARD, str(DATA)], stdin=subprocess.PIPE, start_new_session=True)

# The same examples wherever and whenever they run, however slow the machine.
hypothesis.settings.register_profile(
    "wraca", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("wraca")

import django  # noqa: E402  (settings read the environment when they are imported)

django.setup()

from tests.installations import migrated  # noqa: E402, F401  (a fixture)

# A power cut is nothing a test can make, and a slow disk is waited for a hundred times a generation. Programs that the
# tests start, and kill, write as ever.
os.fsync = lambda descriptor: None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Or pytest-django would read the settings in each process before this file has named a data folder of its own."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session", autouse=True)
def _quick_emptying() -> None:
    from tests import emptying

    emptying.TransactionTestCase._fixture_teardown = emptying.empty_filled_tables


def pytest_unconfigure(config: pytest.Config) -> None:
    if guard.stdin is not None:
        guard.stdin.close()
        guard.wait()
        shutil.rmtree(DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server():
    """The run's server, started; None if WRACA_TEST_DATABASE_URL names another."""
    from django.conf import settings

    from wraca.postgres.embedded import attach

    if not settings.EMBEDDED:
        yield None
        return
    with attach(settings.POSTGRES_FOLDER, settings.SOCKET_FOLDER, settings=QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server, django_db_modify_db_settings_parallel_suffix):
    """Django's tests ask for their database after the server is there."""


@pytest.fixture(autouse=True)
def _nothing_leaves_the_house():
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
