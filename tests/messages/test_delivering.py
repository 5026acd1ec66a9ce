"""Messages through the door and over a real SMTP server."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests.cast import NOW, SOURCE
from tests.messages.server import PostOffice

from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.preferences.models import Preference
from wraca.events.models import Event
from wraca.kit.errors import Conflict, InvalidInput
from wraca.messages.actions import cancel_message, queue_message, suppress
from wraca.messages.channels.contract import Answer, Parcel
from wraca.messages.channels.email.smtp import SmtpLine
from wraca.messages.delivering import LOST_AFTER, close_lost, deliver_due
from wraca.messages.drafts import Draft
from wraca.messages.models import Message, MessageBody, Sender, Suppression
from wraca.messages.queries import list_suppressions
from wraca.messages.unsubscribing import find_unsubscribed
from wraca.shop.actions import choose_flag_rule, pause, resume
from wraca.shop.models import Shop

PUBLIC = "https://crm.example.com"


def letter(customer_id: int | None = None, **more: object) -> Draft:
    parts = {
        "purpose": "service",
        "kind": "data_ready",
        "address": "celina@example.com",
        "language": "pl",
        "subject": "Gęś żąda jaźni",
        "text": "Zażółć gęślą jaźń.",
        "html": "<p>Zażółć gęślą jaźń.</p>",
        "customer_id": customer_id,
    }
    return Draft(**(parts | more))


def advert(customer_id: int, **more: object) -> Draft:
    return letter(customer_id, purpose="marketing", kind="newsletter", **more)


def queue(draft: Draft, key: str = "k", **more: object) -> Message:
    return queue_message(draft, key=key, now=NOW, **more)


def deliver(office: PostOffice, now=NOW, public_url: str = PUBLIC) -> dict[str, int]:
    return dict(deliver_due(now, office.channels, public_url=public_url).outcomes)


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_service_message_arrives_with_polish_letters(shop, customer, post_office):
    message = queue(letter(customer("celina")))
    assert deliver(post_office) == {"sent": 1}
    sender, recipient, _contents = post_office.letters[0]
    assert (sender, recipient) == ("shop@example.org", "celina@example.com")
    read = post_office.read()
    assert str(read["From"]) == "Sklepik Żółw <shop@example.org>"
    assert str(read["To"]) == "celina@example.com"
    assert str(read["Subject"]) == "Gęś żąda jaźni"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Unsubscribe"] is None
    assert read["Date"].datetime.replace(microsecond=0) == NOW
    assert read["Message-ID"].endswith("@example.org>")
    plain, html = read.iter_parts()
    assert plain.get_content().split() == ["Zażółć", "gęślą", "jaźń."]
    assert html.get_content().strip() == "<p>Zażółć gęślą jaźń.</p>"
    assert state(message) == ("sent", "")
    assert Event.objects.filter(kind="message.sent").values_list("customer_id", "payload").get() == (
        customer("celina"),
        {"message": message.pk, "channel": "email", "what": "data_ready"},
    )


def test_every_byte_on_the_wire_is_ascii_in_lines_of_at_most_998(shop, customer, post_office):
    queue(letter(customer("celina"), text="ż" * 3000, html=f"<p>{'ż' * 3000}</p>"))
    deliver(post_office)
    contents = post_office.letters[0][2]
    assert contents.isascii()
    assert max(len(line) for line in contents.split(b"\r\n")) <= 998
    assert b"\n" not in contents.replace(b"\r\n", b"")


def test_marketing_carries_one_click_unsubscribing(shop, customer, post_office):
    message = queue(advert(customer("celina")))
    assert deliver(post_office) == {"sent": 1}
    read = post_office.read()
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Auto-Submitted"] is None
    begin, end = f"<{PUBLIC}/u/", ">"
    header = str(read["List-Unsubscribe"])
    assert header.startswith(begin)
    assert header.endswith(end)
    assert find_unsubscribed(header[len(begin) : -len(end)]) == message
    assert find_unsubscribed(f"{message.pk}:forged") is None


def test_same_key_is_one_message_and_other_contents_a_conflict(shop, customer, post_office):
    assert queue(letter()).pk == queue(letter()).pk
    with pytest.raises(Conflict):
        queue(letter(subject="Other"))
    assert deliver(post_office) == {"sent": 1}
    assert queue(letter()).state == "sent"
    assert deliver(post_office) == {}


# Consent at the door --------------------------------------------------------------------------------------------------


def test_marketing_without_a_consent_is_withheld(shop, customer, post_office):
    message = queue(advert(customer("bruno"), address="bruno@example.com"))
    assert deliver(post_office) == {"withheld": 1}
    assert state(message) == ("withheld", "no_consent")
    assert post_office.letters == []


@pytest.mark.parametrize(("rule", "became"), [("ignored", "withheld"), ("counted", "sent"), ("until_asked", "sent")])
def test_imported_flag_opens_the_door_only_by_the_shops_rule(shop, customer, post_office, rule, became):
    flag = NewConsent(channel="email", action="given", at=NOW)
    record_customers([NewCustomer(outside_id="bruno", consents=[flag])], source=SOURCE, now=NOW)
    assert Shop.objects.get().flag_rule == "ignored"
    choose_flag_rule(rule)
    message = queue(advert(customer("bruno"), address="bruno@example.com"))
    deliver(post_office)
    assert state(message)[0] == became


def test_imported_flag_answers_no_unsubscribing(shop, customer, post_office):
    choose_flag_rule("counted")
    suppress("email", "bruno@example.com", Suppression.UNSUBSCRIBED, NOW - timedelta(days=2))
    flag = NewConsent(channel="email", action="given", at=NOW - timedelta(days=1))
    record_customers([NewCustomer(outside_id="bruno", consents=[flag])], source=SOURCE, now=NOW)
    message = queue(advert(customer("bruno"), address="bruno@example.com"))
    deliver(post_office)
    assert state(message) == ("suppressed", "unsubscribed")


def withdraw(customer_id: int) -> None:
    ConsentRecord.objects.create(
        customer_id=customer_id, channel="email", action="withdrawn", at=NOW, source="portal", proven=True
    )


def test_consent_withdrawn_after_queueing_is_heard(shop, customer, post_office):
    message = queue(advert(customer("celina")))
    withdraw(customer("celina"))
    deliver(post_office)
    assert state(message) == ("withheld", "withdrawn")


def test_consent_withdrawn_while_one_is_leaving_holds_back_the_next(open_shop, customer, post_office):
    """The first was marked as leaving before the word came; the second is asked after it."""
    first, second = queue(advert(customer("celina")), "1"), queue(advert(customer("celina")), "2")

    def withdraw_meanwhile(contents: bytes) -> None:
        try:
            withdraw(customer("celina"))
        finally:
            connection.close()

    post_office.on_data = withdraw_meanwhile
    assert deliver(post_office) == {"sent": 1, "withheld": 1}
    assert (state(first), state(second)) == (("sent", ""), ("withheld", "withdrawn"))


def test_pause_that_a_customer_asked_for_holds_marketing_only(shop, customer, post_office):
    Preference.objects.create(customer_id=customer("celina"), name="paused_until", value="2026-12-22", at=NOW)
    message, service = queue(advert(customer("celina")), "a"), queue(letter(customer("celina")), "b")
    deliver(post_office)
    assert (state(message), state(service)) == (("withheld", "wants_peace"), ("sent", ""))
    # 23:30 UTC of the day before is half past midnight in Warsaw: the pause is over.
    late = queue(advert(customer("celina")), "c")
    deliver(post_office, datetime(2026, 12, 21, 23, 30, tzinfo=UTC))
    assert state(late) == ("sent", "")


def test_new_consent_answers_an_unsubscribing_before_it_and_nothing_else(shop, customer, post_office):
    celina = customer("celina")
    suppress("email", "celina@example.com", "unsubscribed", NOW)
    record = ConsentRecord.objects.create(
        customer_id=celina, channel="email", action="given", at=NOW + timedelta(hours=1), source="portal", proven=True
    )
    message = queue(advert(celina), "a")
    assert deliver(post_office) == {"sent": 1}
    message.refresh_from_db()
    assert message.consent_id == record.pk
    suppress("email", "celina@example.com", "complaint", NOW)
    second = queue(advert(celina), "b")
    deliver(post_office)
    assert state(second) == ("suppressed", "complaint")


def test_withdrawal_by_a_merged_customer_counts(shop, customer, post_office):
    from wraca.jobs.merge_customers import merge

    merge(customer("darek"), customer("celina"), now=NOW)
    withdraw(customer("darek"))
    message = queue(advert(customer("celina")))
    deliver(post_office)
    assert state(message) == ("withheld", "withdrawn")


def test_marketplace_alias_is_never_marketed_to(shop, post_office):
    alias = "8awgqyk6a5+8b5a9ad35@allegromail.pl"
    consent = NewConsent(channel="email", action="given", at=NOW)
    record_customers(
        [NewCustomer(outside_id="x", email=alias, consents=[consent], signed_up_at=NOW)], source=SOURCE, now=NOW
    )
    buyer = Customer.objects.get(email=alias).pk
    message = queue(advert(buyer, address=alias), "a")
    service = queue(letter(buyer, address=alias), "b")
    deliver(post_office)
    assert (state(message), state(service)) == (("withheld", "alias"), ("sent", ""))


@pytest.mark.parametrize(
    ("reason", "of_service"),
    [
        ("unsubscribed", ("sent", "")),
        ("complaint", ("sent", "")),
        ("hard_bounce", ("suppressed", "hard_bounce")),
        ("erased", ("suppressed", "erased")),
    ],
)
def test_suppressed_address_gets_what_it_may_get(shop, customer, post_office, reason, of_service):
    suppress("email", " Celina@Example.com", reason, NOW)
    message, service = queue(advert(customer("celina")), "a"), queue(letter(customer("celina")), "b")
    deliver(post_office)
    assert state(message) == ("suppressed", reason)
    assert state(service) == of_service


def test_suppression_holds_no_address(shop):
    assert suppress("email", "celina@example.com", "erased", NOW)
    assert not suppress("email", "celina@example.com", "erased", NOW)
    row = Suppression.objects.values().get()
    assert "celina" not in str(row)
    assert list_suppressions("email", "CELINA@example.com") == ("erased",)
    assert list_suppressions("sms", "celina@example.com") == ()


def test_customer_who_is_gone_gets_nothing(shop, customer, post_office):
    gone = customer("ada")
    message = queue(letter(gone))
    Customer.objects.filter(pk=gone).delete()
    deliver(post_office)
    assert state(message) == ("suppressed", "customer_gone")


# What the house allows ------------------------------------------------------------------------------------------------


def test_pause_holds_everything_until_it_is_released(shop, customer, post_office):
    pause(user_id=None, now=NOW)
    message = queue(letter(customer("celina")))
    assert deliver(post_office) == {}
    assert state(message) == ("queued", "")
    resume()
    assert deliver(post_office) == {"sent": 1}


def test_pause_in_mid_run_holds_the_rest(open_shop, customer, post_office):
    for number in range(3):
        queue(letter(customer("celina")), str(number))

    def pause_meanwhile(contents: bytes) -> None:
        try:
            pause(user_id=None, now=NOW)
        finally:
            connection.close()

    post_office.on_data = pause_meanwhile
    assert deliver(post_office) == {"sent": 1}
    assert Message.objects.filter(state="queued").count() == 2


def test_nothing_is_sent_before_a_sender_is_verified(shop, customer, post_office):
    Sender.objects.all().delete()
    message = queue(letter(customer("celina")))
    assert deliver(post_office) == {}
    assert state(message) == ("queued", "")


def test_marketing_waits_for_an_address_to_unsubscribe_at(shop, customer, post_office):
    queue(advert(customer("celina")), "a")
    queue(letter(customer("celina")), "b")
    assert deliver(post_office, public_url="") == {"sent": 1}
    assert Message.objects.get(state="queued").purpose == "marketing"


def test_what_the_sample_queued_never_leaves_the_house(shop, customer, post_office):
    Shop.objects.update(sample=True)
    message = queue(letter(customer("celina")))
    Shop.objects.update(sample=False)
    assert deliver(post_office) == {"withheld": 1}
    assert state(message) == ("withheld", "other_shop")


def test_message_out_of_date_is_not_sent(shop, customer, post_office):
    message = queue(letter(customer("celina"), expires_at=NOW + timedelta(minutes=15)))
    pause(user_id=None, now=NOW)
    assert deliver(post_office, NOW + timedelta(minutes=15)) == {"withheld": 1}
    assert state(message) == ("withheld", "expired")


def test_message_waits_for_its_moment_and_can_be_taken_back(shop, customer, post_office):
    queue(letter(customer("celina")), "later", not_before=NOW + timedelta(hours=1))
    queue(letter(customer("celina")), "never")
    assert cancel_message("never")
    assert not cancel_message("never")
    assert deliver(post_office) == {}
    assert deliver(post_office, NOW + timedelta(hours=1)) == {"sent": 1}


def test_secret_body_is_forgotten_once_it_left(shop, customer, post_office):
    kept, secret = queue(letter(), "a"), queue(letter(secret=True), "b")
    deliver(post_office)
    assert list(MessageBody.objects.values_list("message", flat=True)) == [kept.pk]
    assert state(secret) == ("sent", "")


# What servers answer --------------------------------------------------------------------------------------------------


def test_refused_for_now_is_tried_again_and_given_up_at_last(shop, customer, post_office):
    message = queue(letter(customer("celina")))
    post_office.answers["celina@example.com"] = "450 4.2.0 greylisted"
    moment, tried = NOW, []
    while state(message)[0] == "queued":
        moment = message.due_at
        tried.append(int((moment - NOW).total_seconds()) // 60)
        deliver(post_office, moment)
    # 1, 5, 30, 120 and 360 minutes after the attempt before.
    assert tried == [0, 1, 6, 36, 156, 516]
    assert state(message) == ("failed", "refused_for_now")
    assert message.answer == "450 4.2.0"
    assert list_suppressions("email", "celina@example.com") == ()


@pytest.mark.parametrize(
    ("answer", "reason", "suppressions"),
    [
        ("550 5.1.1 no such user <celina@example.com>", "no_such_address", ("hard_bounce",)),
        ("550 5.7.26 unauthenticated", "refused", ()),
        ("550 rejected", "refused", ()),
    ],
)
def test_refused_for_good_is_not_tried_again(shop, customer, post_office, answer, reason, suppressions):
    message = queue(letter(customer("celina")))
    post_office.answers["celina@example.com"] = answer
    assert deliver(post_office) == {"failed": 1}
    assert state(message) == ("failed", reason)
    assert list_suppressions("email", "celina@example.com") == suppressions
    assert "celina" not in message.answer


def test_server_about_to_rest_is_tried_again_over_a_new_line(shop, customer, post_office):
    message, other = queue(letter(subject="1"), "1"), queue(letter(subject="2", address="bruno@example.com"), "2")
    post_office.answers["celina@example.com"] = "421 4.3.2 resting"
    assert deliver(post_office) == {"queued": 1, "sent": 1}
    assert (state(message), message.attempts) == (("queued", "later"), 1)
    assert state(other) == ("sent", "")


def test_refused_contents_fail_and_the_next_goes_over_the_same_line(shop, customer, post_office):
    first, second = queue(letter(), "1"), queue(letter(), "2")
    post_office.answer_to_data = "554 5.6.0 spam"
    assert deliver(post_office) == {"failed": 2}
    assert (state(first), state(second)) == (("failed", "refused"), ("failed", "refused"))


def test_server_that_is_down_costs_no_attempt_and_ends_the_run(shop, customer):
    with PostOffice() as office:
        closed = office.channels
    first, second = queue(letter(), "1"), queue(letter(), "2")
    done = deliver_due(NOW, closed, public_url=PUBLIC)
    assert (done.trouble, dict(done.outcomes)) == ("ConnectionRefusedError", {"queued": 1})
    assert (state(first), first.attempts) == (("queued", "server_down"), 0)
    assert (state(second), second.attempts) == (("queued", ""), 0)


def test_connection_lost_after_the_contents_is_unknown_and_never_sent_again(shop, customer, post_office):
    message = queue(letter())
    post_office.answer_to_data = "421 4.3.0 going down"

    async def hang_up(server, session, envelope):
        server.transport.abort()
        return "250 2.0.0 too late"

    post_office.server.handler.handle_DATA = hang_up
    assert deliver(post_office) == {"unknown": 1}
    assert state(message) == ("unknown", "connection_lost")
    assert deliver(post_office, NOW + timedelta(days=2)) == {}


def test_worker_killed_in_mid_send_leaves_it_unknown(shop, customer, post_office):
    message = queue(letter())
    Message.objects.update(state="sending", claimed_at=NOW)
    assert close_lost(NOW + LOST_AFTER) == 0
    assert close_lost(NOW + LOST_AFTER + timedelta(seconds=1)) == 1
    assert state(message) == ("unknown", "worker_killed")
    assert deliver(post_office, NOW + timedelta(days=2)) == {}


def test_fault_of_a_channel_is_told_and_holds_up_nobody(shop, post_office, monkeypatch, caplog):
    first, second = queue(letter(subject="1"), "1"), queue(letter(subject="2"), "2")
    whole = SmtpLine.send

    def fail_once(line: SmtpLine, parcel: Parcel) -> Answer:
        if parcel.subject == "1":
            raise RuntimeError("celina@example.com")
        return whole(line, parcel)

    monkeypatch.setattr(SmtpLine, "send", fail_once)
    assert deliver(post_office) == {"unknown": 1, "sent": 1}
    assert (state(first), state(second)) == (("unknown", "channel_failed"), ("sent", ""))
    assert "celina" not in caplog.text


def test_two_workers_send_each_message_once(open_shop, post_office):
    keys = [str(number) for number in range(30)]
    for key in keys:
        queue(letter(subject=key), key)

    def work() -> None:
        try:
            deliver(post_office)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    subjects = [str(post_office.read(position)["Subject"]) for position in range(len(post_office.letters))]
    assert sorted(subjects) == sorted(keys)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


# Attack ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00"])
def test_subject_cannot_begin_a_header(shop, line_end):
    with pytest.raises(InvalidInput):
        queue(letter(subject=f"Hello{line_end}Bcc: eve@example.net"))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "celina",
            "celina@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "celina@example.com\r\nRCPT TO:<eve@x.pl>",
        ),
        *('"a\\"b"@example.com', "celina@example.com, eve@example.net", "<celina@example.com>", "a@exa mple.com"),
        *("żółw@example.com", "a@-x.pl", f"{'a' * 65}@example.com", f"a@{'a' * 250}.pl", "a@b..pl", "a..b@c.pl"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(shop, address):
    with pytest.raises(InvalidInput) as refusal:
        queue(letter(address=address))
    assert str(refusal.value) == "that is not an e-mail address; expected one like name@example.com"


def test_name_of_the_shop_cannot_begin_a_header(shop, customer, post_office):
    Sender.objects.update(name='Shop\r\nBcc: eve@example.net\r\n\r\n"quoted" <x@y.pl>, Łódź')
    queue(letter())
    assert deliver(post_office) == {"sent": 1}
    read = post_office.read()
    assert read["Bcc"] is None
    assert read["From"].addresses[0].addr_spec == "shop@example.org"
    assert (
        " ".join(read["From"].addresses[0].display_name.split()) == 'Shop Bcc: eve@example.net "quoted" <x@y.pl>, Łódź'
    )
    assert post_office.letters[0][1] == "celina@example.com"


def test_domain_with_polish_letters_is_written_in_ascii(shop, post_office):
    queue(letter(address="Sklep@Żółw.example"))
    deliver(post_office)
    assert post_office.letters[0][1] == "Sklep@xn--w-uga1v8h.example"


def test_text_cannot_end_the_message_early(shop, post_office):
    text = "one\n.\nMAIL FROM:<eve@example.net>\n.two\r\n.\r\nthree"
    queue(letter(text=text, html=""))
    assert deliver(post_office) == {"sent": 1}
    assert len(post_office.letters) == 1
    assert post_office.read().get_content().splitlines() == text.splitlines()


def test_logs_hold_no_address(shop, customer, post_office, caplog):
    caplog.set_level("DEBUG")
    for number, answer in enumerate(["250 2.1.5 ok", "450 4.2.0 celina@example.com", "550 5.1.1 celina@example.com"]):
        post_office.answers = {"celina@example.com": answer} if number else {}
        queue(letter(), str(number))
        deliver(post_office)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("wraca")]
    assert len(ours) == 3
    assert [line for line in ours if "@" in line] == []
