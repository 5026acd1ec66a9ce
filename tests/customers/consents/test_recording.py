"""Words of consent as they are kept: with their proof, for good, and taken back as easily as given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, SOURCE

from wraca.customers.actions import record_customers
from wraca.customers.consents.actions import (
    Trace,
    read_withdrawal_token,
    record_consent,
    withdraw_by_token,
    withdraw_consent,
    write_withdrawal_token,
)
from wraca.customers.consents.erase import erase_consents, erasing_consents, forget_traces
from wraca.customers.consents.fold import GIVEN, WITHDRAWN
from wraca.customers.consents.models import ConsentTrace, ConsentWording
from wraca.customers.consents.opt_in import request_opt_in
from wraca.customers.consents.queries import find_permission, find_states
from wraca.customers.consents.texts import PLACES, write_wording
from wraca.customers.consents.wordings import record_wording, require_wording
from wraca.customers.identity.subjects import find_subject
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.customers.models import ConsentRecord
from wraca.events.models import Event
from wraca.jobs import merge_customers
from wraca.kit.errors import InvalidInput
from wraca.shop.choices import FLAG_RULES

PLACE = ("marketing", "email")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "a key of the tests"


def standing(customer_id: int) -> str | None:
    state = find_states(customer_id).get(PLACE)
    return state.standing if state else None


def kinds(customer_id: int) -> list[str]:
    events = Event.objects.filter(customer_id=customer_id, kind__startswith="consent").order_by("at", "id")
    return list(events.values_list("kind", flat=True))


def withdraw(customer_id: int, *, now=NOW) -> list[ConsentRecord]:
    return withdraw_consent(customer_id, purpose="marketing", channel="email", source="portal", now=now)


def test_a_consent_is_kept_with_what_proves_it(people, wording):
    ada = people["ada"]
    record = record_consent(
        ada,
        wording,
        source="form",
        now=NOW,
        form_url="https://shop.example/newsletter?email=ada@example.com#top",
        trace=Trace("192.0.2.7", "Firefox"),
    )
    kept = ConsentRecord.objects.get(pk=record.pk)
    assert (kept.proven, kept.wording.text, kept.form_url) == (True, wording.text, "https://shop.example/newsletter")
    assert "Sklepik" in kept.wording.text
    assert standing(ada) == GIVEN
    assert kinds(ada) == ["consent.given"]
    assert find_permission(ada, purpose="marketing", channel="email").state.shown_by.id == record.pk
    # Told again at the same moment, it is the same word.
    assert record_consent(ada, wording, source="form", now=NOW).pk == record.pk


def test_staff_are_named_and_nobody_else(people, wording):
    with pytest.raises(InvalidInput):
        record_consent(people["ada"], wording, source="staff", now=NOW)
    with pytest.raises(InvalidInput):
        record_consent(people["ada"], wording, source="form", now=NOW, by=1)
    with pytest.raises(InvalidInput):
        record_consent(10**9, wording, source="form", now=NOW)


def test_taking_back_needs_nothing_and_is_kept_once(people):
    celina = people["celina"]
    assert [record.action for record in withdraw(celina)] == [WITHDRAWN]
    assert standing(celina) == WITHDRAWN
    assert withdraw(celina, now=NOW + HOUR) == []
    assert kinds(celina) == ["consent.given", "consent.withdrawn"]


def test_who_withdraws_while_merged_stays_unwritten_when_parted(people, wording):
    celina, bruno = people["celina"], people["bruno"]
    record_consent(bruno, wording, source="form", now=NOW - DAY)
    merge = merge_customers.merge(bruno, celina, now=NOW)
    withdraw(celina, now=NOW + HOUR)
    merge_customers.undo(merge.pk, now=NOW + 2 * HOUR)
    assert [standing(bruno), standing(celina)] == [WITHDRAWN, WITHDRAWN]


def test_what_is_agreed_to_while_merged_is_the_word_of_one_when_parted(people, wording):
    celina, bruno = people["celina"], people["bruno"]
    withdraw(bruno, now=NOW - DAY)
    merge = merge_customers.merge(bruno, celina, now=NOW)
    assert [standing(bruno), standing(celina)] == [WITHDRAWN, WITHDRAWN]
    record_consent(celina, wording, source="form", now=NOW + HOUR)
    assert [standing(bruno), standing(celina)] == [GIVEN, GIVEN]
    merge_customers.undo(merge.pk, now=NOW + 2 * HOUR)
    assert [standing(bruno), standing(celina)] == [WITHDRAWN, GIVEN]


def test_an_import_never_overrides_what_was_taken_back(people):
    celina = people["celina"]
    withdraw(celina, now=NOW - DAY)
    flag = NewConsent(channel="email", action="given", at=NOW)
    record_customers([NewCustomer(outside_id="celina", consents=[flag])], source=SOURCE, now=NOW)
    assert standing(celina) == WITHDRAWN


def test_a_flag_counts_only_where_the_shop_lets_it(people, wording):
    def allowed(name: str) -> list[bool]:
        place = {"purpose": "marketing", "channel": "email"}
        return [find_permission(people[name], **place, flag_rule=rule).allowed for rule in FLAG_RULES]

    flag = NewConsent(channel="email", action="given", at=NOW)
    record_customers([NewCustomer(outside_id="ada", consents=[flag])], source=SOURCE, now=NOW)
    assert FLAG_RULES == ("ignored", "counted", "until_asked")
    assert allowed("ada") == [False, True, True]
    assert allowed("bruno") == [False, False, False]
    # Asked by a letter that nobody answered; a later copy of the flag is no answer either.
    request_opt_in(people["ada"], wording, source="form", now=NOW + DAY)
    later = NewConsent(channel="email", action="given", at=NOW + 2 * DAY)
    record_customers([NewCustomer(outside_id="ada", consents=[later])], source=SOURCE, now=NOW + 2 * DAY)
    assert allowed("ada") == [False, True, False]
    record_consent(people["ada"], wording, source="portal", now=NOW + 3 * DAY)
    assert allowed("ada") == [True, True, True]
    withdraw(people["ada"], now=NOW + 4 * DAY)
    assert allowed("ada") == [False, False, False]


def test_a_signed_link_takes_back_its_own_consent_and_nothing_else(people, wording):
    celina = people["celina"]
    token = write_withdrawal_token(celina, "marketing", "email", key=KEY)
    told = read_withdrawal_token(token, key=KEY)
    assert (told.customer_id, told.purpose, told.channel) == (celina, "marketing", "email")
    assert standing(celina) == GIVEN  # reading changes nothing
    bad = [
        token[:-1],
        token + "A",
        token.replace(".", "!"),
        "",
        ".",
        "ż.x",
        write_withdrawal_token(1, "a", "b", key="?"),
    ]
    assert [withdraw_by_token(spoilt, key=KEY, now=NOW) for spoilt in bad] == [None] * len(bad)
    assert withdraw_by_token(write_withdrawal_token(10**9, *PLACE, key=KEY), key=KEY, now=NOW) is None
    assert standing(celina) == GIVEN
    # Pressed twice, as mail programs do.
    assert [withdraw_by_token(token, key=KEY, now=NOW + HOUR * n) for n in (0, 1)] == [told, told]
    assert standing(celina) == WITHDRAWN
    assert kinds(celina) == ["consent.given", "consent.withdrawn"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda record: ConsentRecord.objects.filter(pk=record.pk).update(action="withdrawn"),
        lambda record: record.delete(),
        lambda record: record.customer.delete(),
    ],
)
def test_records_are_kept_by_the_database(people, deed):
    record = ConsentRecord.objects.get(customer=people["celina"])
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        deed(record)
    # A restored backup stamps every row anew.
    assert ConsentRecord.objects.filter(pk=record.pk).update(changed=1) == 1


def test_wordings_are_kept_by_the_database(wording):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        ConsentWording.objects.filter(pk=wording.pk).update(text="Something else altogether, and never shown.")
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        wording.delete()


def test_an_erasure_leaves_the_proof_and_nothing_personal(people, wording):
    ada = people["ada"]
    page = "https://shop.example/anna-kowalska"
    evidence = {"told": "by Ada herself"}
    record = record_consent(
        ada, wording, source="form", now=NOW, form_url=page, evidence=evidence, trace=Trace("192.0.2.7")
    )
    assert erase_consents(find_subject(ada), NOW) == {
        "customers_consenttrace": 1,
        "customers_optin": 0,
        "customers_consentrecord": 1,
    }
    kept = ConsentRecord.objects.get(pk=record.pk)
    assert (kept.evidence, kept.form_url, kept.wording, kept.at) == ({}, "", wording, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()
    with erasing_consents():
        kept.delete()


def test_traces_are_kept_for_ninety_days(people, wording):
    record_consent(people["ada"], wording, source="form", now=NOW, trace=Trace("192.0.2.7", "Firefox"))
    assert forget_traces(NOW + timedelta(days=89)) == 0
    assert forget_traces(NOW + timedelta(days=90)) == 1
    assert not ConsentTrace.objects.exists()


def test_our_words_follow_the_shop_s_name_and_the_owner_s_do_not(people, wording):
    def words(name: str) -> ConsentWording:
        return require_wording("marketing", "email", "pl", shop_name=name, now=NOW)

    assert words("Sklepik") == wording
    renamed = words("Kwiaciarnia")
    assert (renamed.version, "Kwiaciarnia" in renamed.text) == (2, True)
    own = record_wording(
        "marketing", "email", "pl", "Tak, chcę  dostawać list\nz nowościami Kwiaciarni.", by=1, now=NOW
    )
    assert (own.version, own.text) == (3, "Tak, chcę dostawać list z nowościami Kwiaciarni.")
    assert words("Ogród") == own
    assert record_wording("marketing", "email", "pl", own.text, by=2, now=NOW) == own


@pytest.mark.parametrize("text", ["za krótko", "x" * 2001, "With a NUL \x00 in the middle of all the words"])
def test_words_that_are_none_are_refused(people, text):
    with pytest.raises(InvalidInput):
        record_wording("marketing", "email", "pl", text, by=1, now=NOW)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_our_words_name_the_shop_and_the_way_back(language):
    back = {"pl": "wycofać w każdej chwili", "en": "take it back at any time"}[language]
    texts = [
        write_wording(purpose, channel, language, "Sklepik") for purpose, ways in PLACES.items() for channel in ways
    ]
    assert all("Sklepik" in text and back in text for text in texts)
    assert len(set(texts)) == 8
