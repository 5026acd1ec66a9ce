"""A folder that root's lent account may enter, and a stopped cluster to copy, as initdb is the slow part."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from wraca.postgres.binaries import program
from wraca.postgres.embedded import EmbeddedPostgres
from wraca.postgres.stale import server_pid

QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


def make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wraca-pg-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def stopped_cluster():
    folder = make_folder()
    with EmbeddedPostgres(folder / "postgres", folder / "run", settings=QUICK):
        pass
    yield folder / "postgres"
    shutil.rmtree(folder)


@pytest.fixture
def place():
    """An empty folder; a server left in it is stopped."""
    folder = make_folder()
    yield folder
    for cluster in folder.rglob("cluster"):
        if server_pid(cluster) is not None:
            subprocess.run(
                [program("pg_ctl"), "stop", "-m", "immediate", "-D", str(cluster)], user=cluster.stat().st_uid
            )
    shutil.rmtree(folder)


@pytest.fixture
def server(place, stopped_cluster):
    """A server, not attached yet, on a copy of the stopped cluster."""
    return copy_server(stopped_cluster, place)


def copy_server(stopped_cluster: Path, folder: Path, socket_folder: Path | None = None) -> EmbeddedPostgres:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(stopped_cluster), str(folder / "postgres")], check=True)
    return EmbeddedPostgres(folder / "postgres", socket_folder or folder / "run", settings=QUICK)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
