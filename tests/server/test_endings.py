"""However a process ends, by a signal or with its parent killed, it leaves no database running behind it."""

import signal
import subprocess
import sys
import time

import pytest
from tests.server.conftest import ROOT, environment, start_process, wait_for, workers_of

from wraca.postgres.stale import server_pid

#: One process of the run makes the migrated cluster, for all of these.
pytestmark = pytest.mark.xdist_group("migrated")

#: The worker with a main thread that nothing reaches: its interrupts are swallowed, as in a destructor.
DEAF = """
import sys, time
from wraca.server import working

def deaf(run):
    run.close()
    told = False
    while True:
        try:
            if not told:
                # Within the try: the parent ends as soon as it reads this.
                told = True
                print("deaf", flush=True)
            time.sleep(600)
        except KeyboardInterrupt:
            pass

working.asyncio.run = deaf
working.LAST_SECONDS = 0.2
working.work(with_parent=True)
"""
OPEN = """
from wraca.server.database import ready_database

with ready_database():
    from wraca.shop.actions import open_shop

    open_shop(name="Las", currency="PLN", zone="Europe/Warsaw", language="pl")
"""
#: A server in all that matters here: it uses the database and has a worker beside it.
PARENT = """
import sys, pathlib, time
from wraca.postgres.embedded import EmbeddedPostgres
from wraca.server.supervision import WorkerSupervisor
data = pathlib.Path(sys.argv[1])
with EmbeddedPostgres(data / "postgres", data / "run", settings={"fsync": "off"}):
    supervisor = WorkerSupervisor()
    supervisor.start()
    while supervisor.process is None:
        time.sleep(0.001)
    print("started", flush=True)
    time.sleep(600)
"""


def start(data, program: str, *arguments: str) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(data),
        cwd=ROOT,
    )
    process.stdout.readline()
    return process


def database_of(data) -> int | None:
    return server_pid(data / "postgres" / "cluster")


def test_worker_deaf_to_signals_ends_with_its_parent_and_stops_the_database(data):
    worker = start(data, DEAF)
    assert database_of(data) is not None
    worker.stdin.close()
    assert worker.wait(90) == 1
    assert database_of(data) is None


@pytest.mark.long
def test_server_killed_at_any_moment_leaves_neither_worker_nor_database(data):
    for attempt in range(10):
        parent = start(data, PARENT, str(data))
        seconds = attempt * 0.3
        time.sleep(seconds)
        parent.kill()
        parent.wait()
        wait_for(
            lambda: (workers_of(data), database_of(data)) == ([], None),
            otherwise=f"killed {seconds:.3f} s after the worker's start",
        )


@pytest.mark.long
def test_import_ended_by_a_signal_stops_its_database(data, tmp_path):
    file = tmp_path / "customers.jsonl"
    file.write_text("".join(f'{{"id": "{number}", "email": "p{number}@example.com"}}\n' for number in range(300_000)))
    subprocess.run([sys.executable, "-c", OPEN], check=True, env=environment(data), cwd=ROOT)
    for attempt in range(6):
        process = start_process(data, "import", str(file), "--kind", "customers")
        wait_for(lambda: database_of(data) is not None)
        time.sleep(attempt * 0.8)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)
        assert (process.returncode, database_of(data)) == (128 + signal.SIGTERM, None), said
