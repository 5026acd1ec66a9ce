"""A database that goes away under a command or a request: one line."""

from __future__ import annotations

import logging
import sys

import django.db
import psycopg
import pytest

from wraca import cli
from wraca.kit.lost_database import LostDatabaseInOneLine, lost_database

SAID = "terminating connection due to administrator command\nSSL connection has been closed unexpectedly"


@pytest.mark.parametrize("kind", [django.db.OperationalError, psycopg.OperationalError, psycopg.errors.AdminShutdown])
def test_lost_database_is_said_in_its_first_line(kind):
    assert lost_database(kind(SAID)) == "terminating connection due to administrator command"


@pytest.mark.parametrize("error", [django.db.OperationalError("deadlock detected"), ValueError(SAID), None])
def test_other_errors_are_no_lost_database(error):
    assert lost_database(error) == ""


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return logging.LogRecord("django.request", logging.ERROR, "", 1, "failed: %s", ("/x/",), sys.exc_info())


def test_log_has_one_line_for_a_lost_database_and_a_traceback_for_all_else():
    lost, other = record_of(django.db.OperationalError(SAID)), record_of(ValueError("x"))
    assert LostDatabaseInOneLine().filter(lost)
    assert LostDatabaseInOneLine().filter(other)
    lines = [logging.Formatter().format(record).splitlines() for record in (lost, other)]
    assert lines[0] == ["failed: /x/: terminating connection due to administrator command"]
    assert lines[1][:2] == ["failed: /x/", "Traceback (most recent call last):"]


def test_command_whose_database_goes_away_ends_with_a_sentence(monkeypatch, capsys):
    def fail(arguments):
        raise psycopg.OperationalError("FATAL:  the database system is starting up")

    monkeypatch.setattr(cli, "build_app", lambda: fail)
    with pytest.raises(SystemExit) as ended:
        cli.main(["keys", "list"])
    said = "wraca: The database went away: FATAL:  the database system is starting up. Try again.\n"
    assert (ended.value.code, capsys.readouterr().err) == (1, said)
