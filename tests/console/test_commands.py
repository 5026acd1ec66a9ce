"""Commands on a page are those that work on this machine."""

import sys
from pathlib import Path

import pytest

from wraca.console.commands import command_here


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A program in the `.venv` of the folder in which the server was started, unknown to the shell."""
    program = tmp_path / ".venv" / "bin" / "wraca"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(program.parent / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_names_the_program_of_this_folder(installed, settings):
    settings.DATA = Path(".wraca").absolute()
    assert command_here("import orders.csv") == ".venv/bin/wraca import orders.csv"


def test_command_names_a_data_folder_of_ones_own(installed, settings):
    settings.DATA = installed / "our data"
    assert command_here("refresh") == f".venv/bin/wraca --data '{installed}/our data' refresh"


def test_program_elsewhere_is_named_in_full(installed, settings, monkeypatch):
    settings.DATA = (installed / "elsewhere" / ".wraca").absolute()
    settings.DATA.parent.mkdir()
    monkeypatch.chdir(settings.DATA.parent)
    assert command_here("refresh") == f"{installed}/.venv/bin/wraca refresh"


def test_program_the_shell_finds_is_bare(installed, settings, monkeypatch):
    settings.DATA = Path(".wraca").absolute()
    monkeypatch.setenv("PATH", str(installed / ".venv" / "bin"))
    assert command_here("refresh") == "wraca refresh"
