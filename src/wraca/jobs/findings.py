"""What the doctor is told of an installation, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    #: A code, the same in both languages: python, folder, disk, …
    check: str
    state: str
    sentence: str
    #: What to do; empty when all is well.
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    data: Path
    conninfo: str
    embedded: bool
    cluster: Path
    lake: Path
    generations: Path
    host: str
    port: int
    #: Why the embedded server did not start; empty if it did.
    trouble: str = ""
