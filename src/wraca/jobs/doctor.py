"""Examines an installation: each check says ok, warn or fail, and how to mend what is not ok. Changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from wraca import __version__
from wraca.jobs.backup import RESTORE_MARK
from wraca.jobs.database_checks import check_database
from wraca.jobs.findings import FAIL, OK, WARN, Finding, Installation
from wraca.jobs.nightly import last_published_at
from wraca.kit.errors import WracaError
from wraca.kit.language import _
from wraca.postgres.account import choose_account, reaching
from wraca.postgres.binaries import binaries_folder, program

LOW_BYTES, FULL_BYTES = 2_000_000_000, 100_000_000
STALE_HOURS = 48


Check = Callable[[Installation, datetime], Iterator[Finding]]


def examine(installation: Installation, now: datetime) -> list[Finding]:
    """All findings. A check that breaks is itself a finding: the doctor does not fall ill."""
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check(installation, now)
        except (WracaError, OSError, psycopg.Error) as error:
            sentence = str(error) if isinstance(error, WracaError) else type(error).__name__
            findings.append(Finding(check.__name__.removeprefix("check_"), FAIL, sentence))
    return findings


def worst(findings: list[Finding]) -> str:
    states = {finding.state for finding in findings}
    return FAIL if FAIL in states else WARN if WARN in states else OK


def as_json(findings: list[Finding]) -> str:
    return json.dumps({"state": worst(findings), "findings": [asdict(each) for each in findings]}, ensure_ascii=False)


def check_python(installation: Installation, now: datetime) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", OK, _("Wraca {wraca} runs on Python {python}.").format(wraca=__version__, python=version))


def check_folder(installation: Installation, now: datetime) -> Iterator[Finding]:
    data = installation.data
    if not data.is_dir():
        mend = _("wraca demo or wraca serve makes it; WRACA_DATA names another one.")
        yield Finding("folder", FAIL, _("There is no data folder {folder}.").format(folder=data), mend)
    elif not os.access(data, os.W_OK | os.X_OK):
        mend = _("Give it to the account that runs Wraca, or set WRACA_DATA.")
        yield Finding("folder", FAIL, _("The data folder {folder} cannot be written to.").format(folder=data), mend)
    else:
        yield Finding("folder", OK, _("The data folder {folder} can be written to.").format(folder=data))
    if (data / RESTORE_MARK).exists():
        mend = _("Run the same wraca restore again, with --overwrite.")
        yield Finding("restore", FAIL, _("A restore was interrupted."), mend)


def check_disk(installation: Installation, now: datetime) -> Iterator[Finding]:
    folder = next(each for each in [installation.data, *installation.data.parents] if each.exists())
    free = shutil.disk_usage(folder).free
    sentence = _("{free} GB are free on the data folder's disk.").format(free=round(free / 1e9, 1))
    state = FAIL if free < FULL_BYTES else WARN if free < LOW_BYTES else OK
    mend = "" if state == OK else _("Make room: a refresh writes whole new files before it removes old ones.")
    yield Finding("disk", state, sentence, mend)


def check_binaries(installation: Installation, now: datetime) -> Iterator[Finding]:
    if not installation.embedded:
        return
    if not os.access(program("postgres"), os.X_OK):
        mend = _("Run make setup again.")
        yield Finding("binaries", FAIL, _("The embedded PostgreSQL is not installed."), mend)
        return
    if installation.data.is_dir():
        reaching(choose_account(installation.cluster), data=installation.data, programs=binaries_folder())
    yield Finding("binaries", OK, _("The embedded PostgreSQL is installed."))


def check_zones(installation: Installation, now: datetime) -> Iterator[Finding]:
    try:
        ZoneInfo("Europe/Warsaw")
    except OSError:
        mend = _("Install the package tzdata of the system, or of Python.")
        yield Finding("zones", FAIL, _("The time zones of the world are not installed."), mend)
    else:
        yield Finding("zones", OK, _("Time zones are installed."))


def check_generation(installation: Installation, now: datetime) -> Iterator[Finding]:
    from wraca.engine.generations import Generations

    current = Generations(installation.generations).current() if installation.generations.is_dir() else None
    if current is None:
        yield Finding("generation", WARN, _("Nothing has been computed yet."), _("Compute it: wraca refresh"))
        return
    with current:
        gone = [str(path) for table in current.tables().values() for path in table.files if not Path(path).is_file()]
    published = last_published_at(installation.generations)
    hours = round((now - published).total_seconds() / 3600) if published else 0
    if gone:
        sentence = _("Generation {id} lacks files ({number}).").format(id=current.id, number=len(gone))
        yield Finding(
            "generation", FAIL, sentence, _("Go back or compute anew: wraca refresh --rollback, wraca refresh")
        )
    elif hours > STALE_HOURS:
        sentence = _("Generation {id} is {hours} hours old.").format(id=current.id, hours=hours)
        yield Finding(
            "generation", WARN, sentence, _("See System in the console for why the nightly refresh did not run.")
        )
    else:
        yield Finding("generation", OK, _("Generation {id} is {hours} hours old.").format(id=current.id, hours=hours))


def check_port(installation: Installation, now: datetime) -> Iterator[Finding]:
    host = "127.0.0.1" if installation.host in {"0.0.0.0", ""} else installation.host
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(2)
        answers = probe.connect_ex((host, installation.port)) == 0
    place = f"{host}:{installation.port}"
    if not answers:
        yield Finding("port", OK, _("Nothing listens at {place}: wraca serve can.").format(place=place))
    elif (installation.data / "serve-all.lock").exists() or (installation.data / "serve-console.lock").exists():
        yield Finding("port", OK, _("Something answers at {place}.").format(place=place))
    else:
        mend = _("Stop the other program, or choose another port: WRACA_PORT.")
        yield Finding("port", WARN, _("Another program answers at {place}.").format(place=place), mend)


def check_mail(installation: Installation, now: datetime) -> Iterator[Finding]:
    """As far as the log-in: no message leaves."""
    from wraca.jobs.deliver_messages import try_mail_server

    tried = try_mail_server()
    if tried is None:
        yield Finding("mail", OK, _("No mail server is named: messages wait, but for the sample's."))
        return
    server, trouble = tried
    place = f"{server.host}:{server.port}"
    if not trouble:
        yield Finding("mail", OK, _("The mail server {place} lets us in.").format(place=place))
        return
    sentence, mend = _mail_words()[trouble]
    yield Finding("mail", FAIL, sentence.format(place=place), mend)


def _mail_words() -> dict[str, tuple[str, str]]:
    """What is wrong -> the sentence, and what to do."""
    return {
        "not_reached": (
            _("The mail server {place} does not answer."),
            _("Look at the host and port of WRACA_SMTP_URL, and whether a firewall is between."),
        ),
        "no_tls": (
            _("The mail server {place} speaks no TLS of the kind that WRACA_SMTP_URL names."),
            _("Port 587 is usually smtp+starttls://, port 465 smtps://."),
        ),
        "bad_certificate": (
            _("The certificate of the mail server {place} is not valid for its name."),
            _("Name the server as its certificate does, or have the certificate renewed."),
        ),
        "no_log_in": (
            _("The mail server {place} refuses the user or the password."),
            _("Mend them in WRACA_SMTP_URL, or in the file that WRACA_SMTP_URL_FILE names."),
        ),
        "not_wanted": (
            _("The mail server {place} refuses to talk to this machine."),
            _("Ask whoever runs it whether this machine may send."),
        ),
    }


CHECKS: tuple[Check, ...] = (
    check_python,
    check_folder,
    check_disk,
    check_binaries,
    check_database,
    check_zones,
    check_generation,
    check_port,
    check_mail,
)
