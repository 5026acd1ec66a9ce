"""A command of `wraca` as it works on this machine, for a page that asks somebody to type it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from django.conf import settings

DEFAULT_DATA = ".wraca"


def command_here(arguments: str) -> str:
    """`wraca import customers.csv`, with the path of the program and the data folder where they are not the usual."""
    data = ["--data", str(settings.DATA)] if Path(DEFAULT_DATA).absolute() != settings.DATA else []
    return f"{shlex.join([_program(), *data])} {arguments}"


def _program() -> str:
    """Bare if a shell finds the same one; else from the folder in which this server was started, else in full."""
    own = Path(sys.executable).parent / "wraca"
    found = shutil.which("wraca")
    if not own.exists() or (found and os.path.samefile(found, own)):
        return "wraca"
    here = Path.cwd()
    return str(own.relative_to(here)) if own.is_relative_to(here) else str(own)
