"""The outbox, the sample's mailbox, senders."""

from __future__ import annotations

from django.urls import reverse
from tests.cast import NOW
from tests.messages.server import read

from wraca.messages.channels.contract import Parcel
from wraca.messages.channels.email.mime import compose
from wraca.messages.letters.actions import queue_letter
from wraca.messages.letters.words import trial
from wraca.messages.models import Letter, Message, MessageBody, Sender
from wraca.shop.models import Shop
from wraca.staff.models import AuditEntry

EVIL = '<p>Hi</p><script>alert(1)</script><a href="https://example.org/x">x</a><img src="https://eve.example/p.gif">'


def keep(html: str, subject: str = "Hello") -> Letter:
    contents = compose(Parcel(1, "ab" * 32, "Shop", "a@b.example", "c@d.example", subject, "Hi", html, "en", NOW))
    assert read(contents)
    return Letter.objects.create(arrived_at=NOW, mail_from="a@b.example", rcpt_to="c@d.example", contents=contents)


def test_mailbox_is_the_samples_alone(shop, owner):
    letter = keep("<p>Hi</p>")
    addresses = [
        reverse("console:messages-mailbox"),
        reverse("console:messages-letter", args=[letter.pk]),
        reverse("console:messages-letter-html", args=[letter.pk]),
    ]
    assert [owner.get(address).status_code for address in addresses] == [404, 404, 404]
    Shop.objects.update(sample=True)
    assert [owner.get(address).status_code for address in addresses] == [200, 200, 200]


def test_letters_html_can_neither_run_nor_fetch(shop, owner):
    Shop.objects.update(sample=True)
    letter = keep(EVIL, subject="<b>bold</b>")
    answer = owner.get(reverse("console:messages-letter-html", args=[letter.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'"
    )
    assert "script" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert b'<a target="_blank" rel="noopener noreferrer" href="https://example.org/x">' in answer.content
    page = owner.get(reverse("console:messages-letter", args=[letter.pk])).content.decode()
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in page
    assert "<b>bold</b>" not in page
    assert "<script>alert" not in page


def test_outbox_says_what_became_of_each_message(shop, owner):
    owner.cookies["wraca_language"] = "en"
    message = queue_letter(trial(shop="x", language="en"), to="celina@example.com", key="k", now=NOW)
    Message.objects.update(state="unknown", reason="connection_lost")
    page = owner.get(reverse("console:messages")).content.decode()
    assert "May have left" in page
    assert "The connection broke while it was handed over." in page
    owner.post(reverse("console:messages-noted", args=[message.pk]))
    message.refresh_from_db()
    assert (message.state, message.reason) == ("unknown", "noted")
    assert owner.post(reverse("console:messages-noted", args=[message.pk + 1])).status_code == 404
    assert AuditEntry.objects.values_list("action", flat=True).get() == "message.noted"


def test_sender_is_added_verified_and_removed_from_the_page(shop, owner):
    owner.post(reverse("console:settings-senders"), {"name": "Sklepik", "address": "sklep@example.org"})
    sender = Sender.objects.get()
    text = MessageBody.objects.get().text
    code = next(line for line in text.splitlines() if len(line) == 8 and line.isalnum() and line.isupper())
    owner.post(reverse("console:settings-sender-verify", args=[sender.pk]), {"code": "WRONGONE"})
    sender.refresh_from_db()
    assert (sender.verified_at, sender.tries) == (None, 1)
    owner.post(reverse("console:settings-sender-verify", args=[sender.pk]), {"code": code})
    sender.refresh_from_db()
    assert sender.chosen
    assert owner.get(reverse("console:settings-senders")).status_code == 200
    owner.post(reverse("console:settings-sender-remove", args=[sender.pk]))
    assert Sender.objects.count() == 0
    deeds = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(deeds) == ["sender.added", "sender.verified", "sender.removed"]


def test_bad_sender_is_refused_with_a_sentence(shop, owner):
    owner.cookies["wraca_language"] = "en"
    answer = owner.post(reverse("console:settings-senders"), {"name": "Sklepik", "address": "ż@example.org"})
    assert answer.status_code == 200
    assert Sender.objects.count() == 0


def test_page_of_senders_never_shows_the_servers_password(shop, owner, settings):
    settings.SMTP = {
        "host": "mail.example.org", "port": 587, "security": "starttls", "user": "robot", "password": "hunter2"
    }  # fmt: skip
    page = owner.get(reverse("console:settings-senders")).content.decode()
    assert "mail.example.org:587" in page
    assert "hunter2" not in page
    assert "robot" not in page


def test_test_mail_goes_to_whoever_asks(shop, owner):
    owner.post(reverse("console:settings-senders-test"), {"to": "eve@example.net"})
    assert Message.objects.get().address == "owner@example.com"


def test_only_owners_change_senders(shop, marketer):
    assert marketer.get(reverse("console:settings-senders")).status_code == 403
