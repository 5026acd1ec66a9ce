"""E-mail handed over by SMTP (RFC 5321), with enhanced codes (RFC 3463) where the server gives them."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from wraca.messages.channels.contract import DOWN, LATER, REFUSED, TAKEN, UNKNOWN, Answer, Parcel
from wraca.messages.channels.email.mime import compose

TIMEOUT_SECONDS = 30.0
#: The connection's security.
PLAIN, STARTTLS, TLS = "plain", "starttls", "tls"
#: What may be wrong with a server.
NOT_REACHED, NO_TLS, BAD_CERTIFICATE = "not_reached", "no_tls", "bad_certificate"
NO_LOG_IN, NOT_WANTED = "no_log_in", "not_wanted"
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class SmtpServer:
    host: str
    port: int
    security: str = STARTTLS
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password: this is what a traceback shows."""
        return f"SmtpServer({self.host!r}, {self.port}, {self.security!r})"


@dataclass(frozen=True)
class SmtpChannel:
    server: SmtpServer
    #: None: the machine's own list of authorities.
    trust: ssl.SSLContext | None = None

    @contextlib.contextmanager
    def open(self) -> Iterator[SmtpLine]:
        line = SmtpLine(self.server, self.trust)
        try:
            yield line
        finally:
            line.close()


class SmtpLine:
    """One connection, used for one parcel after the other; opened again if the server closed it in between."""

    def __init__(self, server: SmtpServer, trust: ssl.SSLContext | None = None):
        self.server = server
        self.trust = trust
        self._connection: smtplib.SMTP | None = None

    def send(self, parcel: Parcel) -> Answer:
        try:
            contents = compose(parcel)
        except ValueError:
            # What the library takes for an attack on its headers, or for no address.
            return Answer(REFUSED, "", "not_composed")
        try:
            connection = self._ready()
        except smtplib.SMTPResponseException as refusal:
            return Answer(DOWN, _code(refusal.smtp_code, _bytes(refusal.smtp_error)), "server_refuses_us")
        except (OSError, smtplib.SMTPException) as trouble:
            return Answer(DOWN, type(trouble).__name__, "server_not_reached")
        return self._hand_over(connection, parcel, contents)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _ready(self) -> smtplib.SMTP:
        if self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._connection.rset()[0] == 250:
                    return self._connection
            self.close()
        self._connection = _connect(self.server, self.trust, TIMEOUT_SECONDS)
        return self._connection

    def _hand_over(self, connection: smtplib.SMTP, parcel: Parcel, contents: bytes) -> Answer:
        try:
            code, words = connection.mail(parcel.sender_address)
            if not 200 <= code < 300:
                # Who we are displeases it, whoever it is for: no message is to be given up for that.
                return Answer(DOWN, _code(code, words), "server_refuses_us")
            code, words = connection.rcpt(parcel.address)
            if not 200 <= code < 300:
                return _refused(code, words, of_address=True)
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            return Answer(LATER, type(trouble).__name__, "connection_lost")
        try:
            code, words = connection.data(contents)
        except smtplib.SMTPDataError as refusal:
            return _refused(refusal.smtp_code, _bytes(refusal.smtp_error))
        except (OSError, smtplib.SMTPException) as trouble:
            # The last dot may have arrived and only the answer been lost.
            self.close()
            return Answer(UNKNOWN, type(trouble).__name__, "connection_lost")
        return Answer(TAKEN, _code(code, words)) if 200 <= code < 300 else _refused(code, words)


def _connect(server: SmtpServer, trust: ssl.SSLContext | None, timeout_seconds: float) -> smtplib.SMTP:
    trust = trust or ssl.create_default_context()
    if server.security == TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_seconds, context=trust)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout_seconds)
    try:
        if server.security == STARTTLS:
            connection.starttls(context=trust)
        if server.user:
            connection.login(server.user, server.password)
        connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def try_server(server: SmtpServer, *, timeout_seconds: float, trust: ssl.SSLContext | None = None) -> str:
    """As far as the log-in, without a message. Returns a code of what is wrong: NOT_REACHED, NO_TLS, BAD_CERTIFICATE,
    NO_LOG_IN, NOT_WANTED; empty: all is well. Each answer of the server is waited for so long at most."""
    try:
        _connect(server, trust, timeout_seconds).quit()
    except ssl.SSLCertVerificationError:
        return BAD_CERTIFICATE
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        return NO_TLS
    except smtplib.SMTPAuthenticationError:
        return NO_LOG_IN
    except smtplib.SMTPResponseException:
        return NOT_WANTED
    except (OSError, smtplib.SMTPException):
        return NOT_REACHED
    return ""


def _refused(code: int, words: bytes, *, of_address: bool = False) -> Answer:
    enhanced = _enhanced(words)
    full = _code(code, words)
    if not 500 <= code < 600:
        return Answer(LATER, full, "refused_for_now")
    # 5.7 is about us, our policy or our name, whatever the address.
    is_dead = of_address and enhanced.startswith("5.1.") and enhanced not in ("5.1.7", "5.1.8")
    return Answer(REFUSED, full, "no_such_address" if is_dead else "refused", is_dead_address=is_dead)


def _code(code: int, words: bytes) -> str:
    return f"{code} {_enhanced(words)}".strip()


def _enhanced(words: bytes) -> str:
    found = _ENHANCED.match(words.strip())
    return found.group().decode() if found else ""


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("ascii", "replace")
