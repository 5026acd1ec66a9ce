"""The house's own mailbox: a real SMTP server on this machine alone, which keeps what comes in.

The sample shop sends to it and nowhere else. It listens while something is being sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from wraca.messages.channels.email.smtp import PLAIN, SmtpChannel, SmtpLine, SmtpServer

HOST = "127.0.0.1"
MOST_BYTES = 5_000_000

#: (envelope's sender, envelope's recipient, contents)
Keep = Callable[[str, str, bytes], None]


class MailboxServer(Controller):
    """On a free port: `port` is known once it started."""

    def __init__(self, keep: Keep):
        self._socket = socket.create_server((HOST, 0))
        port = self._socket.getsockname()[1]
        super().__init__(_Handler(keep), hostname=HOST, port=port, data_size_limit=MOST_BYTES)

    def _create_server(self):
        # aiosmtpd would open the port by its number, which another program may have taken since it was free.
        return self.loop.create_server(self._factory_invoker, sock=self._socket, ssl=self.ssl_context)


class _Handler:
    def __init__(self, keep: Keep):
        self.keep = keep

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        contents = envelope.content if isinstance(envelope.content, bytes) else b""
        for recipient in envelope.rcpt_tos:
            await asyncio.to_thread(self.keep, envelope.mail_from or "", recipient, contents)
        return "250 2.0.0 kept"


class MailboxChannel:
    """E-mail that stays in the house."""

    def __init__(self, keep: Keep):
        self.keep = keep

    @contextlib.contextmanager
    def open(self) -> Iterator[SmtpLine]:
        server = MailboxServer(self.keep)
        server.start()
        try:
            with SmtpChannel(SmtpServer(HOST, server.port, PLAIN)).open() as line:
                yield line
        finally:
            server.stop()
