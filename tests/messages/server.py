"""An SMTP server to send to: aiosmtpd, told beforehand what to answer."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Callable
from email.message import EmailMessage

from wraca.messages.channels.email.mailbox import MailboxServer
from wraca.messages.channels.email.smtp import PLAIN, SmtpChannel, SmtpServer


class PostOffice:
    """`answers` maps an address to the answer to RCPT; `on_data` is called with each letter before it is answered."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, bytes]] = []
        self.answers: dict[str, str] = {}
        self.answer_to_data = ""
        self.on_data: Callable[[bytes], None] = lambda contents: None

    def __enter__(self) -> PostOffice:
        self.server = MailboxServer(self._keep)
        office = self

        async def handle_RCPT(server, session, envelope, address, options):
            if address in office.answers:
                return office.answers[address]
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 ok"

        keep = self.server.handler.handle_DATA

        async def handle_DATA(server, session, envelope):
            answer = await keep(server, session, envelope)
            return office.answer_to_data or answer

        self.server.handler.handle_RCPT = handle_RCPT
        self.server.handler.handle_DATA = handle_DATA
        self.server.start()
        self.channel = SmtpChannel(SmtpServer("127.0.0.1", self.server.port, PLAIN))
        return self

    def __exit__(self, *error: object) -> None:
        self.server.stop()

    def _keep(self, sender: str, recipient: str, contents: bytes) -> None:
        self.on_data(contents)
        self.letters.append((sender, recipient, contents))

    @property
    def channels(self) -> dict[str, SmtpChannel]:
        return {"email": self.channel}

    def read(self, position: int = -1) -> EmailMessage:
        return read(self.letters[position][2])


def read(contents: bytes) -> EmailMessage:
    """As a mail program does; no defect is let pass."""
    letter = email.message_from_bytes(contents, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    assert [defect for part in letter.walk() for defect in part.defects] == []
    assert [defect for value in letter.values() for defect in getattr(value, "defects", ())] == []
    return letter


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)
