import json
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from tests.server.conftest import free_port

from wraca.jobs import database_checks
from wraca.jobs.doctor import as_json, examine, worst
from wraca.jobs.findings import Finding, Installation
from wraca.postgres.conninfo import conninfo_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def installation(tmp_path, transactional_db):
    data = tmp_path / "data"
    data.mkdir()
    (data / "cluster").mkdir()
    return Installation(
        data=data,
        conninfo=conninfo_of(settings.DATABASES["default"]),
        embedded=False,
        cluster=data / "cluster",
        lake=data / "lake",
        generations=data / "generations",
        host="127.0.0.1",
        port=free_port(),
    )


def states(findings: list[Finding]) -> dict[str, str]:
    return {finding.check: finding.state for finding in findings}


def test_doctor_of_a_new_installation_warns_of_what_was_never_started(installation):
    found = states(examine(installation, NOW))
    disk = found.pop("disk")
    assert disk in {"ok", "warn"}
    assert found == {
        "python": "ok",
        "folder": "ok",
        "database": "ok",
        "extensions": "ok",
        "migrations": "ok",
        "transactions": "ok",
        "worker": "warn",
        "lake": "warn",
        "clock": "ok",
        "zones": "ok",
        "generation": "warn",
        "port": "ok",
        "mail": "ok",
    }


def test_doctor_names_the_process_that_holds_a_transaction_open(installation, monkeypatch):
    monkeypatch.setattr(database_checks, "HELD_SECONDS", 0)
    with psycopg.connect(installation.conninfo) as idle:
        idle.execute("SELECT pg_current_xact_id()")
        finding = {each.check: each for each in examine(installation, NOW)}["transactions"]
        assert finding.state == "warn"
        assert f"pg_terminate_backend({idle.info.backend_pid})" in finding.mend


def test_doctor_fails_where_the_database_does_not_answer(installation):
    elsewhere = replace(
        installation, conninfo=f"host=127.0.0.1 port={free_port()} dbname=none user=none password=secret"
    )
    findings = examine(elsewhere, NOW)
    assert states(findings)["database"] == "fail"
    assert worst(findings) == "fail"
    report = as_json(findings)
    assert "secret" not in report
    assert json.loads(report)["state"] == "fail"


def test_every_finding_that_is_not_ok_says_how_to_mend_it(installation):
    missing = replace(installation, data=installation.data / "none", conninfo="host=/none dbname=none")
    assert [finding for finding in examine(missing, NOW) if finding.state != "ok" and not finding.mend] == []


@pytest.mark.parametrize("trouble", ["", "not_reached", "no_tls", "bad_certificate", "no_log_in", "not_wanted"])
def test_doctor_says_what_is_wrong_with_the_mail_server(installation, settings, monkeypatch, trouble):
    settings.SMTP = {"host": "mail.example.com", "port": 587, "user": "robot", "password": "hunter2"}
    monkeypatch.setattr("wraca.messages.channels.email.smtp.try_server", lambda server, **more: trouble)
    found = next(finding for finding in examine(installation, NOW) if finding.check == "mail")
    assert (found.state, bool(found.mend)) == (("fail", True) if trouble else ("ok", False))
    assert "mail.example.com:587" in found.sentence
    assert "hunter2" not in found.sentence + found.mend
