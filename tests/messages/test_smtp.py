"""Encrypted lines and log-ins, against real servers."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.exceptions import ImproperlyConfigured
from tests.cast import NOW

from wraca.messages.channels.contract import DOWN, TAKEN, Answer, Parcel
from wraca.messages.channels.email.mailbox import MailboxServer
from wraca.messages.channels.email.smtp import PLAIN, STARTTLS, TLS, SmtpChannel, SmtpServer, try_server
from wraca.settings import _smtp

TLS_FILES = Path(__file__).parent / "tls"
PARCEL = Parcel(7, "ab" * 32, "Żółw", "a@example.org", "b@example.org", "Temat", "tekst", "", "pl", NOW)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS_FILES / "server.crt", TLS_FILES / "server.key")
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(TLS_FILES / "server.crt"))


class Office(MailboxServer):
    """`options` are aiosmtpd's; an `ssl_context` makes it TLS from the first byte."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None, **options: object):
        self.kept: list[bytes] = []
        super().__init__(lambda sender, recipient, contents: self.kept.append(contents))
        self.SMTP_kwargs |= options
        self.ssl_context = ssl_context

    def __enter__(self) -> Office:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def send(self, security: str, *, trust: ssl.SSLContext | None = None, **log_in: str) -> Answer:
        server = SmtpServer("localhost", self.port, security, **log_in)
        with SmtpChannel(server, trust).open() as line:
            return line.send(PARCEL)


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"robot", b"gesla jazn"), handled=False)


def test_starttls_encrypts_and_logs_in():
    options = {"authenticator": authenticate, "auth_required": True, "require_starttls": True}
    with Office(tls_context=server_context(), **options) as office:
        assert office.send(STARTTLS, trust=trusting(), user="robot", password="gesla jazn").outcome == TAKEN
        assert len(office.kept) == 1
        wrong = office.send(STARTTLS, trust=trusting(), user="robot", password="hunter2")
        assert (wrong.outcome, wrong.reason, wrong.code) == (DOWN, "server_refuses_us", "535 5.7.8")
        without = office.send(PLAIN)
        # About us, so the message waits until it is mended.
        assert (without.outcome, without.reason, len(office.kept)) == (DOWN, "server_refuses_us", 1)


def test_tls_from_the_first_byte():
    with Office(ssl_context=server_context()) as office:
        assert office.send(TLS, trust=trusting()).outcome == TAKEN
        assert len(office.kept) == 1


@pytest.mark.parametrize("security", [STARTTLS, TLS])
def test_certificate_nobody_vouches_for_gets_nothing(security):
    options = {"ssl_context": server_context()} if security == TLS else {"tls_context": server_context()}
    with Office(**options) as office:
        answer = office.send(security)
        assert (answer.outcome, answer.reason, office.kept) == (DOWN, "server_not_reached", [])


def test_server_without_encryption_gets_neither_password_nor_letter():
    with Office() as office:
        answer = office.send(STARTTLS, user="robot", password="hunter2")
        assert (answer.outcome, office.kept) == (DOWN, [])


def tried(port: int, security: str, *, trust: ssl.SSLContext | None = None, **log_in: str) -> str:
    return try_server(SmtpServer("localhost", port, security, **log_in), timeout_seconds=1.0, trust=trust)


def test_trial_of_a_server_goes_as_far_as_the_log_in_and_sends_nothing():
    options = {"authenticator": authenticate, "auth_required": True, "require_starttls": True}
    with Office(tls_context=server_context(), **options) as office:
        log_in = {"user": "robot", "password": "gesla jazn"}
        assert tried(office.port, STARTTLS, trust=trusting(), **log_in) == ""
        assert tried(office.port, STARTTLS, trust=trusting(), user="robot", password="hunter2") == "no_log_in"
        assert tried(office.port, STARTTLS, **log_in) == "bad_certificate"
        assert tried(office.port, TLS, trust=trusting(), **log_in) == "no_tls"
        port = office.port
        assert office.kept == []
    assert tried(port, STARTTLS) == "not_reached"
    with Office() as office:
        assert tried(office.port, STARTTLS) == "no_tls"


def test_server_that_says_nothing_is_waited_for_no_longer_than_told():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        server = SmtpServer("127.0.0.1", silent.getsockname()[1], PLAIN)
        assert try_server(server, timeout_seconds=0.3) == "not_reached"
        assert time.monotonic() - began < 5


def test_line_is_opened_again_when_the_server_closed_it():
    with Office() as office, SmtpChannel(SmtpServer("localhost", office.port, PLAIN)).open() as line:
        assert line.send(PARCEL).outcome == TAKEN
        line._connection.sock.shutdown(2)
        assert line.send(PARCEL).outcome == TAKEN
        assert len(office.kept) == 2


def test_password_is_in_no_representation():
    server = SmtpServer("h", 25, user="robot", password="hunter2")
    assert "hunter2" not in repr(server) + repr(SmtpChannel(server))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp+starttls://u:p%40ss@mail.example.org", ("mail.example.org", 587, "starttls", "u", "p@ss")),
        ("smtps://mail.example.org:4650", ("mail.example.org", 4650, "tls", "", "")),
        ("smtp://localhost", ("localhost", 25, "plain", "", "")),
        ("smtp://u:p@127.0.0.1:2525", ("127.0.0.1", 2525, "plain", "u", "p")),
    ],
)
def test_address_of_the_server_is_read(url, expected):
    assert tuple(_smtp(url).values()) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example.org", "http://mail.example.org", "smtp://", "smtps://h/x", "smtps://h?x=1", "smtps://h:0x"),
        *("smtps://robot:%C5%BCsecret@h", "smtps://h:99999", "smtp://user:secret@mail.example.org"),
    ],
)
def test_bad_address_of_the_server_stops_the_start_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        _smtp(url)
    assert "secret" not in str(refusal.value)


def test_no_address_is_no_server():
    assert _smtp("") is None
