"""The sample's mail ends in the house: the whole way, from the queue to the letter on the page."""

from __future__ import annotations

from tests.cast import NOW
from tests.messages.server import read

from wraca.demo.remove import remove_sample
from wraca.jobs.deliver_messages import deliver_messages
from wraca.messages.letters.actions import queue_letter
from wraca.messages.letters.words import trial
from wraca.messages.models import Letter, Message, MessageBody, Sender
from wraca.shop.models import Shop


def queue_one(key: str = "k") -> Message:
    return queue_letter(trial(shop="Sklepik", language="pl"), to="celina@example.com", key=key, now=NOW)


def test_sample_sends_into_the_house_whatever_server_is_set(open_shop, settings, post_office):
    server = post_office.channel.server
    settings.SMTP = {"host": server.host, "port": server.port, "security": "plain", "user": "", "password": ""}
    Shop.objects.update(sample=True)
    message = queue_one()
    deliver_messages(NOW)
    message.refresh_from_db()
    assert (message.state, post_office.letters) == ("sent", [])
    kept = Letter.objects.get()
    assert (kept.mail_from, kept.rcpt_to) == ("shop@sample.invalid", "celina@example.com")
    assert str(read(bytes(kept.contents))["Subject"]) == "Próbna wiadomość: Sklepik"


def test_own_shop_sends_by_the_server_that_is_set(shop, settings, post_office):
    server = post_office.channel.server
    settings.SMTP = {"host": server.host, "port": server.port, "security": "plain", "user": "", "password": ""}
    queue_one()
    assert dict(deliver_messages(NOW).outcomes) == {"sent": 1}
    assert (len(post_office.letters), Letter.objects.count()) == (1, 0)


def test_without_a_server_messages_wait(shop, settings):
    settings.SMTP = None
    message = queue_one()
    deliver_messages(NOW)
    message.refresh_from_db()
    assert message.state == "queued"


def test_nothing_of_the_sample_is_left_for_the_world(shop, settings, post_office):
    """Queued in the sample; then the sample is gone and a server and a sender are there."""
    server = post_office.channel.server
    settings.SMTP = {"host": server.host, "port": server.port, "security": "plain", "user": "", "password": ""}
    Shop.objects.update(sample=True)
    queue_one()
    Shop.objects.update(sample=False)
    assert Sender.objects.filter(chosen=True).exists()
    assert dict(deliver_messages(NOW).outcomes) == {"withheld": 1}
    assert post_office.letters == []


def test_removing_the_sample_takes_its_mail_along(open_shop):
    Shop.objects.update(sample=True)
    queue_one("sent")
    deliver_messages(NOW)
    queue_one("waiting")
    assert (Message.objects.count(), Letter.objects.count()) == (2, 1)
    remove_sample()
    assert (Message.objects.count(), MessageBody.objects.count(), Letter.objects.count()) == (0, 0, 0)
