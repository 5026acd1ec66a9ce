"""The worker: carries out the queue's jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from typing import Any

from wraca.postgres.embedded import EmbeddedPostgres
from wraca.server.database import ready_database
from wraca.server.signals import Stop, stopped_by_signals

#: Threads for synchronous jobs: a refresh and an import leave room for the short periodic ones.
CONCURRENCY = 4
HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 30
#: A job still running after this is left; the queue takes it back at the next start.
GRACE_SECONDS = 5
#: From being told to stop to leaving whatever still runs: a job in a thread cannot be interrupted.
LAST_SECONDS = GRACE_SECONDS + 10


def work(*, with_parent: bool = False) -> None:
    """Returns after SIGTERM or SIGINT. with_parent: also when standard input closes, i.e. when the parent has ended."""
    with stopped_by_signals() as stop, ready_database() as server:
        # Only now: as a user of the database it stops it, should the parent have been killed already.
        if with_parent:
            threading.Thread(target=_end_with_parent, args=(server,), name="parent-watch", daemon=True).start()
        asyncio.run(_run(stop, server))


async def _run(stop: Stop, server: EmbeddedPostgres | None) -> None:
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    with _cancelled_by(stop, server), app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=CONCURRENCY,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
                # The queue's own leave moments, before and after its run, when a signal raises in the event loop.
                install_signal_handlers=False,
            )


@contextlib.contextmanager
def _cancelled_by(stop: Stop, server: EmbeddedPostgres | None):
    """The signal cancels the present task, which the queue takes as the request to end in order."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def end() -> None:
        threading.Thread(target=_leave_at_last, args=(server,), name="last-resort", daemon=True).start()
        task.cancel()

    with contextlib.suppress(asyncio.CancelledError), stop.calling(lambda: loop.call_soon_threadsafe(end)):
        yield


def _end_with_parent(server: EmbeddedPostgres | None) -> None:
    with contextlib.suppress(OSError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A main thread that never came to heed the signal must not outlive the server either.
    _leave_at_last(server)


def _leave_at_last(server: EmbeddedPostgres | None) -> None:
    time.sleep(LAST_SECONDS)
    try:
        # With the parent killed, this is the last user of the database: nobody else would stop it.
        if server is not None:
            server.detach()
    finally:
        os._exit(1)
