import os
import sys
import threading
from pathlib import Path

from tests.server.conftest import wait_for

from wraca.server import supervision
from wraca.server.supervision import WorkerSupervisor

#: Notes its pid, then waits for its input to end, as the real worker does.
WORKER = "import os,sys; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); sys.stdin.read()"


def started_pids(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def test_supervisor_starts_a_killed_worker_again_and_ends_it(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    notes = tmp_path / "pids"
    supervisor = WorkerSupervisor([sys.executable, "-S", "-c", WORKER, str(notes)])
    supervisor.start()
    wait_for(lambda: len(started_pids(notes)) == 1)
    os.kill(started_pids(notes)[0], 9)
    wait_for(lambda: len(started_pids(notes)) == 2)
    supervisor.stop()
    assert supervisor.process.returncode is not None
    assert len(started_pids(notes)) == 2


def test_supervisor_tells_of_a_worker_that_keeps_dying_and_waits_longer(monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    told = threading.Event()
    supervisor = WorkerSupervisor(
        [sys.executable, "-S", "-c", ""], on_trouble=lambda down: told.set() if down else None
    )
    supervisor.start()
    assert told.wait(90)
    supervisor.stop()
