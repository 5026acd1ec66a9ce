"""The worker: carries out the queue's jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from typing import Any

from wraca.server.database import ready_database
from wraca.server.signals import stopped_by_signals

#: Threads for synchronous jobs: a refresh and an import leave room for the short periodic ones.
CONCURRENCY = 4
HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 30
#: A job still running after this is left; the queue takes it back at the next start.
GRACE_SECONDS = 5


def work(*, with_parent: bool = False) -> None:
    """Returns after SIGTERM or SIGINT. with_parent: also when standard input closes, i.e. when the parent has ended."""
    with stopped_by_signals(), ready_database():
        # Only now: as a user of the database it stops it, should the parent have been killed already.
        if with_parent:
            threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
        asyncio.run(_run())


async def _run() -> None:
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=CONCURRENCY,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A job in a thread cannot be interrupted; its worker must not outlive the server for it.
    time.sleep(GRACE_SECONDS + 10)
    os._exit(1)
