"""Servers as processes of their own, each on a copy of the migrated data folder."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.installations import QUICK, ROOT, environment, make_folder

from wraca.postgres.embedded import EmbeddedPostgres
from wraca.postgres.stale import server_pid

SERVE = """
import sys
from wraca.cli import main
import wraca.server.serving as serving
from functools import partial
serving.serve = partial(serving.serve, application=sys.argv[1] or None)
main(sys.argv[2:])
"""
SLOW = "tests.server.slow_app:application"


@pytest.fixture
def data(migrated):
    folder = make_folder()
    subprocess.run(["cp", "-a", str(migrated / "postgres"), str(folder / "postgres")], check=True)
    yield folder
    with EmbeddedPostgres(folder / "postgres", folder / "run", settings=QUICK):
        pass
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Running:
    process: subprocess.Popen
    port: int
    data: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_until_ready(self) -> None:
        for line in self.process.stdout:
            if "Wraca is at" in line:
                return
        raise AssertionError(f"the server ended: {self.process.stderr.read()}")

    def worker_pids(self) -> list[int]:
        return workers_of(self.data)

    def database_pid(self) -> int | None:
        return server_pid(self.data / "postgres" / "cluster")


def workers_of(data: Path) -> list[int]:
    """Workers of this data folder, whoever their parent is by now."""
    return [pid for pid in processes_with(f"WRACA_DATA={data}") if "work" in arguments_of(pid)]


def arguments_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def processes_with(variable: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if variable in (entry / "environ").read_text(errors="replace").split("\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def start_process(data: Path, *arguments: str, application: str = SLOW) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, application, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(data),
        cwd=ROOT,
    )


@pytest.fixture
def start_server(data):
    started = []

    def start(*arguments: str, application: str = SLOW) -> Running:
        port = free_port()
        process = start_process(data, "serve", "--port", str(port), *arguments, application=application)
        running = Running(process, port, data)
        started.append(running)
        running.wait_until_ready()
        return running

    yield start
    for running in started:
        running.process.kill()
        running.process.communicate()
        wait_for(lambda running=running: not running.worker_pids())


def wait_for(condition, *, seconds: float = 90.0, otherwise: str = "it did not happen in time") -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)
