"""A data folder with a migrated database, made once by a process of the run, and copied."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wraca.postgres.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
MIGRATE = "from wraca.server.database import ready_database\nwith ready_database(): pass"


def make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wraca-serve-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def migrated() -> Iterator[Path]:
    data = make_folder()
    with EmbeddedPostgres(data / "postgres", data / "run", settings=QUICK):
        subprocess.run([sys.executable, "-c", MIGRATE], check=True, env=environment(data), cwd=ROOT)
    yield data
    shutil.rmtree(data)


@contextlib.contextmanager
def copy_migrated(migrated: Path) -> Iterator[tuple[Path, EmbeddedPostgres]]:
    """A copy of the data folder, its server running."""
    folder = make_folder()
    subprocess.run(["cp", "-a", str(migrated / "postgres"), str(folder / "postgres")], check=True)
    with EmbeddedPostgres(folder / "postgres", folder / "run", settings=QUICK) as server:
        yield folder, server
    shutil.rmtree(folder)


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WRACA_")}
    return {**kept, "WRACA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "wraca.settings", "LANG": "C"}
