"""No path sends around the door."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import wraca

PACKAGE = Path(wraca.__file__).parent
SPEAK = {"smtplib", "aiosmtplib", "aiosmtpd", "django.core.mail", "imaplib", "poplib", "lmtplib", "email.mime"}


@functools.cache
def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def importers(wanted: set[str]) -> set[str]:
    """Files of the package that import one of them or what is in it."""
    return {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if any(name == one or name.startswith(f"{one}.") for name in imports_of(path) for one in wanted)
    }


def test_only_the_channel_speaks_smtp():
    assert importers(SPEAK) == {"messages/channels/email/mailbox.py", "messages/channels/email/smtp.py"}


def test_only_the_delivery_reaches_the_channels():
    """The job that names the servers, and the run that asks at the door."""
    outside = {name for name in importers({"wraca.messages.channels"}) if not name.startswith("messages/channels/")}
    assert outside == {"jobs/deliver_messages.py", "messages/delivering.py"}


def test_only_the_run_hands_anything_over():
    calls = {
        str(path.relative_to(PACKAGE))
        for path in (PACKAGE / "messages").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send"
    }
    assert calls == {"messages/delivering.py"}
