"""What a kill or a restart of the machine leaves behind, and how to make a start possible again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path


def server_pid(cluster: Path) -> int | None:
    """The pid in postmaster.pid, only if that process is a PostgreSQL on this very folder: pids are used again."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _serves(_command_line(pid), cluster) else None


def _command_line(pid: int) -> list[str]:
    """Empty for a zombie and for a process that is gone."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return []
        found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return found.stdout.split()
    return [os.fsdecode(part) for part in raw.split(b"\0") if part]


def _serves(command: list[str], cluster: Path) -> bool:
    if not command or "postgres" not in os.path.basename(command[0]):
        return False
    return any(os.path.realpath(part) == os.path.realpath(cluster) for part in command[1:])


def clear_stale_pid(cluster: Path, socket_folder: Path) -> bool:
    """Lets a server start where postmaster.pid names a process that is not one. True if there was something to clear.

    The file is not deleted: its line about shared memory is what keeps a new server away while a backend of the old
    one still writes. Only the pid is replaced, by one that has certainly ended.
    """
    path = cluster / "postmaster.pid"
    if not path.exists() or server_pid(cluster) is not None:
        return False
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    lines = path.read_text().split("\n")
    path.write_text("\n".join([str(ended.pid), *lines[1:]]))
    for lock in socket_folder.glob(".s.PGSQL.*.lock"):
        lock.unlink(missing_ok=True)
    return True


def end_orphans(cluster: Path) -> int:
    """Ends what a killed server left running on this folder, as the server itself would have (SIGQUIT).

    Without it a busy backend keeps the shared memory, and a new server away, until its statement ends. Only where
    /proc tells which folder a process works in.
    """
    ended = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            mine = os.path.realpath(cluster) == os.readlink(entry / "cwd")
        except OSError:
            continue
        if mine and _is_backend(int(entry.name)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(entry.name), signal.SIGQUIT)
                ended += 1
    return ended


def _is_backend(pid: int) -> bool:
    command = _command_line(pid)
    return bool(command) and command[0].startswith("postgres: ")
