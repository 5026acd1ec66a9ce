"""The order of start and stop of `wraca serve`.

Claim the folder, take the port, ready the database, start worker and watchers, serve; then all of it backwards.
uvicorn raises the signals it caught again when it has finished: with the handlers set here that becomes an exception,
so what follows it still runs.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import uvicorn

from wraca.server.claims import claimed
from wraca.server.database import check_data_folder, ready_database
from wraca.server.ports import address_of, bind
from wraca.server.signals import stopped_by_signals
from wraca.server.supervision import DatabaseSupervisor, WorkerSupervisor

#: How long a request may go on after the signal to stop.
GRACE_SECONDS = 10
APPLICATIONS = {"all": "wraca.asgi:application", "api": "wraca.server.fast_path:application"}
CONSOLE_APPLICATION = "wraca.wsgi:application"


def serve(
    *,
    host: str,
    port: int,
    role: str = "all",
    worker: bool | None = None,
    announce: Callable[[str], None] = lambda address: None,
    application: str | None = None,
) -> None:
    """Serves until SIGTERM, SIGINT or SIGHUP, then stops everything it started.

    worker: run one beside it; None means yes on the embedded database, in the role `all`.
    announce: called with the address once requests are answered.
    """
    from django.conf import settings

    address = address_of(host, port)
    with stopped_by_signals(), contextlib.ExitStack() as stack:
        check_data_folder()
        stack.enter_context(claimed(settings.DATA, role=role, address=address))
        listening = stack.enter_context(contextlib.closing(bind(host, port)))
        server = stack.enter_context(ready_database())
        if server is not None:
            _supervised(stack, DatabaseSupervisor(server))
        if (settings.EMBEDDED and role == "all") if worker is None else worker:
            _supervised(stack, WorkerSupervisor(on_trouble=tell_worker_trouble))
        if role == "console":
            listening.close()
            _serve_console(host, port, lambda: announce(address))
        else:
            answered = partial(_tell_when_answered, host, port, lambda: announce(address))
            _serve_asgi(application or APPLICATIONS[role], listening, answered)


def _supervised(stack: contextlib.ExitStack, supervisor: DatabaseSupervisor | WorkerSupervisor) -> None:
    supervisor.start()
    stack.callback(supervisor.stop)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]):
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            threading.Thread(target=self._ready, name="announcer", daemon=True).start()


def _serve_asgi(application: str, listening: socket.socket, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        application,
        log_level="warning",
        # Addresses hold what people searched for.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=20,
        # uvicorn would believe whoever calls from this machine; Django reads them if WRACA_BEHIND_PROXY says so.
        proxy_headers=False,
        ws="none",
    )
    _Server(config, ready).run(sockets=[listening])


def _serve_console(host: str, port: int, ready: Callable[[], None]) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        CONSOLE_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=max(1, min(os.cpu_count() or 1, 8)),
        blocking_threads=8,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        websockets=False,
    )
    threading.Thread(target=_tell_when_open, args=(host, port, ready), name="announcer", daemon=True).start()
    server.serve(target_loader=partial(_load_console, os.getpid()), wrap_loader=False)


def _tell_when_answered(host: str, port: int, ready: Callable[[], None]) -> None:
    """The first request brings in the pages, which takes seconds: nobody who is told the address should wait for it."""
    here = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(here, port, timeout=60)
        connection.request("GET", "/log-in/")
        connection.getresponse().read()
        connection.close()
    ready()


def _tell_when_open(host: str, port: int, ready: Callable[[], None]) -> None:
    """granian's own hook is called before its processes listen."""
    while True:
        try:
            with socket.create_connection((host, port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    ready()


def _load_console(parent: int) -> Callable[..., Any]:
    """In each of granian's processes, which do not notice by themselves that their parent was killed."""
    threading.Thread(target=_end_with, args=(parent,), name="parent-watch", daemon=True).start()
    module, _colon, name = CONSOLE_APPLICATION.partition(":")
    return getattr(import_module(module), name)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def tell_worker_trouble(down: bool) -> None:
    from wraca.jobs.alerts import raise_alert, resolve_alert
    from wraca.kit import clock

    if down:
        raise_alert("worker_down", clock.now())
    else:
        resolve_alert("worker_down", clock.now())
