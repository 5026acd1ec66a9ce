"""How far a long work is, for a progress bar and for the manifest."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Progress:
    name: str
    #: 1 for the first step.
    index: int
    total: int
    #: None while the step runs.
    rows: int | None = None
    seconds: float | None = None
    #: The most memory this process held during the step.
    peak_mb: int | None = None


Report = Callable[[Progress], None]


def unheard(_: Progress) -> None:
    """The report nobody listens to."""


class Measured:
    """A running step; `rows` is set by the one who runs it, `progress` is complete afterwards."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.rows = 0


@contextmanager
def measured(name: str, index: int, total: int, report: Report) -> Iterator[Measured]:
    """Report a step when it starts and, with rows, seconds and peak memory, when it has ended."""
    step = Measured(Progress(name, index, total))
    report(step.progress)
    _forget_peak()
    started = time.perf_counter()
    yield step
    seconds = round(time.perf_counter() - started, 3)
    step.progress = replace(step.progress, rows=step.rows, seconds=seconds, peak_mb=_peak_mb())
    report(step.progress)


def _forget_peak() -> None:
    """Start measuring the peak anew, where the kernel lets us."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_mb() -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
