"""Signals that stop a process become one exception, so that everything begun is ended in order."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stop:
    """The first signal unwinds the block by an exception, or makes the call that somebody asked for instead.

    An exception can be lost, e.g. when it is raised in a destructor. The request is kept: a call asked for later is
    made at once.
    """

    def __init__(self) -> None:
        self.requested = False
        self._call: Callable[[], object] | None = None

    @contextlib.contextmanager
    def calling(self, call: Callable[[], object]) -> Iterator[None]:
        """Within, the signal makes this call, from between any two steps of the main thread: it must not wait."""
        self._call = call
        try:
            if self.requested:
                call()
            yield
        finally:
            self._call = None

    def request(self, number: int, frame: FrameType | None) -> None:
        ignore_signals()
        self.requested = True
        if self._call is None:
            raise KeyboardInterrupt
        self._call()


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """The first signal unwinds the block; later ones do not disturb what is being stopped."""
    stop = Stop()
    with _handled(dict.fromkeys(_heeded(), stop.request)), contextlib.suppress(KeyboardInterrupt):
        if signal.SIGHUP in _heeded():
            # The servers know SIGTERM; a closed terminal is to be the same.
            signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        yield stop


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal end a command as an exit does: what it began is undone on the way."""

    def end(number: int, frame: FrameType | None) -> None:
        ignore_signals()
        raise SystemExit(128 + number)

    with _handled({number: end for number in _heeded() if number != signal.SIGINT}):
        yield


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Within, signals that stop are ignored: for the last steps of what ends anyway. In the main thread only."""
    try:
        before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
    except ValueError:
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


def leave() -> None:
    """The very last line of a server: a thread that never ends must not hold the process."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _heeded() -> tuple[signal.Signals, ...]:
    """All but a hang-up that `nohup` told us to ignore."""
    return tuple(n for n in STOPPING if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN)


@contextlib.contextmanager
def _handled(handlers: dict[signal.Signals, Callable[[int, FrameType | None], None]]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
