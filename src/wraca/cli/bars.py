"""Progress on the terminal: a bar a step, with how much was done and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class StepBars:
    """Called as `bars(step, done, total)`; a total of 0 is not known yet. `words` names the steps."""

    def __init__(self, words: Mapping[str, str], console: Console) -> None:
        self._words = words
        self._tasks: dict[str, TaskID] = {}
        columns = (TextColumn("{task.description:<28}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        if step not in self._tasks:
            self._finish_all()
            self._tasks[step] = self._progress.add_task(self._words.get(step, step), total=total or None)
        self._progress.update(self._tasks[step], completed=done, total=total or None)

    def _finish_all(self) -> None:
        """A new step has begun, so the ones before it are over, whatever they reported last."""
        for task in self._progress.tasks:
            if not task.finished:
                total = task.total or task.completed or 1
                self._progress.update(task.id, completed=total, total=total)

    def __enter__(self) -> StepBars:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is None:
            self._finish_all()
        self._progress.stop()
