"""Keeps a server's companions alive: its worker, and the embedded database."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from wraca.kit.errors import WracaError
from wraca.postgres.embedded import EmbeddedPostgres

log = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "wraca", "work", "--with-parent")
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
#: A worker that lived this long was well: the next pause is the first one again.
WELL_SECONDS = 60.0
STOP_SECONDS = 8.0
DATABASE_CHECK_SECONDS = 5.0


class WorkerSupervisor:
    """Runs the worker and starts it again when it ends, later each time it ends soon.

    The worker reads from a pipe and leaves when it closes, so it ends with this process however this one ends.
    """

    def __init__(self, command: Sequence[str] = WORKER, *, on_trouble: Callable[[bool], None] = lambda down: None):
        self.command = list(command)
        self.on_trouble = on_trouble
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker-supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_SECONDS + 2)
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _run(self) -> None:
        pause, deaths = FIRST_PAUSE_SECONDS, 0
        while not self._stopping.is_set():
            began = time.monotonic()
            # A session of its own: Ctrl-C reaches only the server, which then ends the worker in order.
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)
            code = self._wait(began)
            if code is None:
                return
            if time.monotonic() - began > WELL_SECONDS:
                pause, deaths = FIRST_PAUSE_SECONDS, 0
            deaths += 1
            log.warning("the worker ended with code %s; starting it again in %.0f s", code, pause)
            if deaths == 3:
                self.on_trouble(True)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _wait(self, began: float) -> int | None:
        """The exit code; None if we are to stop."""
        assert self.process is not None
        well = False
        while (code := self.process.poll()) is None:
            if self._stopping.wait(0.2):
                return None
            if not well and time.monotonic() - began > WELL_SECONDS:
                well = True
                self.on_trouble(False)
        return code


class DatabaseSupervisor:
    """Starts the embedded server again if it is killed, and keeps its log short."""

    def __init__(self, server: EmbeddedPostgres, *, seconds: float = DATABASE_CHECK_SECONDS):
        self.server = server
        self.seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="database-supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self.seconds):
            try:
                if self.server.revive():
                    log.warning("the embedded PostgreSQL had ended and was started again")
                self.server.trim_log()
            except (WracaError, OSError) as error:
                log.error("the embedded PostgreSQL is down: %s", error)
