"""A worker killed while a message is leaving: what may have left is never sent again."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import NOW
from tests.messages.server import wait_until
from tests.sessions import wait_until_alone

from wraca.messages.actions import queue_message
from wraca.messages.delivering import LOST_AFTER, close_lost, deliver_due
from wraca.messages.drafts import Draft
from wraca.messages.models import Message

CHILD = """
import sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from wraca.kit import clock
from wraca.messages.channels.email.smtp import PLAIN, SmtpChannel, SmtpServer
from wraca.messages.delivering import deliver_due
deliver_due(clock.now(), {"email": SmtpChannel(SmtpServer("127.0.0.1", int(sys.argv[2]), PLAIN))})
"""


@pytest.mark.long
def test_worker_killed_while_the_server_thinks_sends_nothing_twice(open_shop, post_office):
    """The server has the letter and is about to say so: nobody will hear it."""
    for key in ("1", "2"):
        draft = Draft("service", "data_ready", "celina@example.com", "pl", key, "tekst")
        queue_message(draft, key=key, now=NOW)
    arrived, killed = threading.Event(), threading.Event()

    def think(contents: bytes) -> None:
        arrived.set()
        killed.wait(30)

    post_office.on_data = think
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), str(post_office.server.port)]
    )
    try:
        assert arrived.wait(60)
    finally:
        child.kill()
        child.wait()
        killed.set()
    wait_until(lambda: len(post_office.letters) == 1)
    wait_until_alone()
    post_office.on_data = lambda contents: None
    claimed_at = Message.objects.get(state="sending").claimed_at
    later = claimed_at + LOST_AFTER + timedelta(seconds=1)
    assert dict(deliver_due(later, post_office.channels).outcomes) == {"sent": 1}
    assert close_lost(later) == 1
    assert sorted(Message.objects.values_list("subject", "state")) == [("1", "unknown"), ("2", "sent")]
    assert [str(post_office.read(at)["Subject"]) for at in range(len(post_office.letters))] == ["1", "2"]
