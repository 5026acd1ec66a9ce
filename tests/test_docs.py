"""The docs say what the program does: every setting, every capability, every link."""

import re
from pathlib import Path

import pytest
import typer

from wraca.cli import build_app

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/wraca/**/README.md")])


def test_settings_are_all_documented():
    source = (ROOT / "src/wraca/settings.py").read_text()
    read = set(re.findall(r'env_(?:text|bool|int)\("(WRACA_[A-Z_]+)"', source))
    documented = set(re.findall(r"WRACA_[A-Z_]+", (ROOT / "docs/settings.md").read_text()))
    assert read - documented == set()


def test_capabilities_are_all_listed_with_a_state():
    rows = re.findall(r"^\| C(\d+) \|[^|]+\| (\w[\w ]*) \|", (ROOT / "docs/capabilities.md").read_text(), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 121))
    assert {state for _, state in rows} <= {"done", "partial", "not yet"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*.lock")), ids=lambda lock: lock.name)
def test_locks_hold_hashes_and_no_addresses(lock):
    text = lock.read_text()
    assert "--hash=sha256:" in text
    assert re.findall(r"https?://|file://|--(?:extra-)?index", text) == []


def commands(command, path=()):
    """Every command as typed, with its own options."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))
    if path and not getattr(command, "commands", {}):
        shown = [p for p in command.params if not getattr(p, "hidden", False)]
        yield " ".join(path), [o for p in shown for o in (*p.opts, *p.secondary_opts) if o.startswith("--")]


def test_commands_are_all_documented():
    app = typer.main.get_command(build_app())
    rows = re.findall(r"^\| `wraca ([a-z -]+)[^`]*` \|(.*)$", (ROOT / "docs/commands.md").read_text(), re.MULTILINE)
    documented = {name.strip(): set(re.findall(r"`(--[a-z-]+)`", text)) for name, text in rows}
    assert documented == {name: set(options) - {"--help"} for name, options in commands(app)}


def test_capabilities_name_tests_that_are_there():
    named = set(re.findall(r"tests/[a-z_/]+", (ROOT / "docs/capabilities.md").read_text()))
    assert {path for path in named if not (ROOT / path).exists()} == set()
