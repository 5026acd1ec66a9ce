"""The cast's shop, refreshed and served, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from scripts.build_hook import compile_catalogues
from scripts.messages import PACKAGE
from tests import cast

CHROMIUM = os.environ.get("WRACA_TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
#: No sandbox: the tests may run as root in a container. The rest keeps it from calling anybody.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PASSWORD = "zielona-herbata-7"
ARTEFACTS = Path(__file__).parent.parent.parent / "artefacts" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: apt install chromium, or name one in WRACA_TEST_CHROMIUM")
    from playwright.sync_api import sync_playwright

    # The tests ask the database from the thread in which playwright keeps its event loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _sessions_end_before_their_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The threads of the servers keep their connections, and a database that is in use cannot be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def served(live_server, tmp_path, settings) -> str:
    """The address of the console with the cast's shop in it, and Olga as its owner."""
    from wraca.staff.actions import record_user

    compile_catalogues(PACKAGE)
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cast.load_cast()
    record_user(email="olga@example.com", name="Olga Sowa", role="owner", password=PASSWORD, by=None)
    record_user(email="sara@example.com", name="Sara Łoś", role="service", password=None, by=None)
    return live_server.url


@pytest.fixture
def computed(served) -> str:
    """The same after a refresh."""
    from wraca.jobs.refresh import run_refresh

    run_refresh(cast.NOW)
    return served
