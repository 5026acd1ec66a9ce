"""Processes to kill, forked off one that has imported all they need: an import takes longer than what is killed.

    with Forks("tests.refresh.victim") as forks:
        forks.start(folder)
        for line in forks.lines(): ...
        forks.code

The module gives `work(*arguments)`, which prints lines; its import may prepare more, but start no thread.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ENDED = "ended"
#: Who ended is buried with the next line: until then its number is nobody else's.
PROGRAM = """
import importlib, os, sys
work = importlib.import_module(sys.argv[1]).work
pid = 0
for line in iter(sys.stdin.readline, ""):
    if pid:
        os.waitpid(pid, 0)
    pid = os.fork()
    if not pid:
        print(os.getpid(), flush=True)
        work(*line.rstrip("\\n").split("\\t"))
        os._exit(0)
    ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    print("ended", -ended.si_status if ended.si_code == os.CLD_KILLED else ended.si_status, flush=True)
"""


class Forks:
    def __init__(self, module: str) -> None:
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        self.pid = 0
        #: Exit code of the last one, minus 9 if it was killed.
        self.code: int | None = None

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_unused: object) -> None:
        if self.code is None and self.pid:
            self.kill()
        self.parent.communicate()

    def start(self, *arguments: object) -> None:
        self.parent.stdin.write("\t".join(map(str, arguments)) + "\n")
        self.parent.stdin.flush()
        self.pid, self.code = int(self.parent.stdout.readline()), None

    def lines(self) -> Iterator[str]:
        """What it prints, to its end."""
        for line in self.parent.stdout:
            word, _, code = line.rstrip("\n").partition(" ")
            if word == ENDED:
                self.code = int(code)
                return
            yield line.rstrip("\n")
        raise AssertionError("the parent of the forks ended")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
