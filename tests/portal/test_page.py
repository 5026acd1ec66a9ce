"""What the page shows and changes: the visitor's own, and nothing else."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from tests.portal.conftest import find, link_in_letter, log_in

from wraca.customers.identity.actions import record_merge
from wraca.customers.models import ConsentRecord, Customer, ErasureRequest, FormOfAddress, Handout
from wraca.customers.preferences.choices import Preferences
from wraca.customers.preferences.queries import find_preferences
from wraca.events.models import Event
from wraca.jobs.models import Alert
from wraca.kit.clock import now
from wraca.messages.models import Message
from wraca.portal import answers
from wraca.surveys.models import Answer

CSS = Path(answers.__file__).parent / "static/portal/portal.css"


def text(client: Client, path: str = "/portal/") -> str:
    return client.get(path).content.decode()


def test_page_tells_what_is_held_with_its_source(ela):
    page = text(ela)
    assert [part in page for part in ("Elżbieta Źrebak", "ela@example.com", "cast")] == [True] * 3


def test_page_shows_nothing_of_anybody_else(ela):
    others = Customer.objects.exclude(outside_id="ela").values_list("family_name", "email")
    for path in ("/portal/", "/portal/data/", "/portal/data.json", "/portal/data.html"):
        page = text(ela, path)
        assert [word for pair in others for word in pair if word in page] == []


def test_page_with_its_look_weighs_less_than_forty_kilobytes(ela):
    from wraca.jobs.refresh import run_refresh

    run_refresh(now())
    page = ela.get("/portal/").content
    assert len(page) + CSS.stat().st_size < 40_000
    assert len(gzip.compress(page)) + len(gzip.compress(CSS.read_bytes())) < 12_000
    assert CSS.stat().st_size < 12_000
    assert page.count(b"<script") == 0


def test_purchases_are_told_with_what_was_given_back(ela):
    page = text(ela).replace("\xa0", " ")
    # Ela: 300 zł on 1 June, of which 120 came back; 80 zł on 11 June.
    assert [amount in page for amount in ("PLN300.00", "PLN80.00", "PLN120.00")] == [True] * 3


def test_own_word_corrects_the_field_and_is_its_source(ela):
    ela.post("/portal/correct/", {"field": "address", "street": "Nowa 1", "postcode": "00-001", "city": "Warszawa"})
    assert find("ela").city == "Warszawa"
    page = text(ela)
    assert "Nowa 1, 00-001 Warszawa" in page
    assert "you told us" in page


def test_import_of_the_old_value_does_not_undo_the_own_word(ela):
    from tests import cast

    from wraca.customers.actions import record_customers

    ela.post("/portal/correct/", {"field": "name", "given_name": "Ela", "family_name": "Źrebak"})
    record_customers(cast.CUSTOMERS, source=cast.SOURCE, now=now())
    assert find("ela").given_name == "Ela"


@pytest.mark.parametrize(
    "sent",
    [{"field": "birth_date", "birth_date": "yesterday"}, {"field": "phone", "phone": "not a number"}],
)
def test_nonsense_is_refused_with_a_sentence(ela, sent):
    before = Customer.objects.filter(outside_id="ela").values().get()
    response = ela.post("/portal/correct/", sent, follow=True)
    assert "Not saved" in response.content.decode()
    assert Customer.objects.filter(outside_id="ela").values().get() == before


@pytest.mark.parametrize("field", ["email", "traits", "id", "source", ""])
def test_only_fields_that_may_be_corrected_are(ela, field):
    assert ela.post("/portal/correct/", {"field": field, "email": "x@example.com"}).status_code == 404


def test_ids_in_a_form_change_nobody_else(ela):
    bruno = find("bruno")
    sent = {"field": "name", "given_name": "X", "family_name": "Y", "customer_id": bruno.pk, "customer": bruno.pk}
    ela.post("/portal/correct/", sent)
    bruno.refresh_from_db()
    assert (bruno.given_name, find("ela").given_name) == ("Bruno", "X")


def test_markup_in_a_name_stays_text(ela):
    ela.post("/portal/correct/", {"field": "name", "given_name": "<script>alert(1)</script>", "family_name": "Ź"})
    assert "<script" not in text(ela)
    assert "<script" not in text(ela, "/portal/data/")


def test_greeting_is_set_in_their_own_words(ela):
    ela.post("/portal/greeting/", {"vocative": "Elu", "gender": "f"})
    said = FormOfAddress.objects.get()
    assert (said.vocative, said.gender, said.source, said.by) == ("Elu", "f", "customer", None)
    assert "Pani Elu" in text(ela)


def test_preferences_are_kept(ela):
    ela.post("/portal/preferences/", {"how_often": "monthly", "topics": [], "pause": "30", "birthday": "on"})
    kept = find_preferences(find("ela").pk)
    assert (kept.how_often, kept.topics, kept.birthday, kept.paused_until is None) == ("monthly", (), True, False)
    ela.post("/portal/preferences/", {"how_often": "monthly", "pause": "end"})
    assert find_preferences(find("ela").pk) == Preferences(how_often="monthly", topics=(), birthday=False)


def test_unknown_choice_is_refused(ela):
    ela.post("/portal/preferences/", {"how_often": "hourly"})
    ela.post("/portal/preferences/", {"how_often": "weekly", "pause": "36500"})
    assert find_preferences(find("ela").pk) == Preferences()


def test_consent_is_withdrawn_by_one_press(client, shop):
    celina = log_in(client, "celina")
    assert "you agreed" in text(celina)
    celina.post("/portal/consent/", {"channel": "email", "given": "0"})
    assert "you agreed" not in text(celina)
    record = ConsentRecord.objects.get(action="withdrawn")
    assert (record.customer_id, record.channel, record.source, record.proven) == (
        find("celina").pk,
        "email",
        "portal",
        True,
    )


def test_inference_called_wrong_is_struck_and_told_to_staff(ela):
    from wraca.jobs.refresh import run_refresh

    run_refresh(now())
    assert "This is wrong" in text(ela)
    ela.post("/portal/dispute/", {"what": "stage", "wrong": "1"})
    assert 'class="struck"' in text(ela)
    assert Event.objects.get(kind="customer.inference_disputed").payload == {"what": "stage"}
    ela.post("/portal/dispute/", {"what": "stage", "wrong": "0"})
    assert 'class="struck"' not in text(ela)
    assert ela.post("/portal/dispute/", {"what": "income", "wrong": "1"}).status_code == 404


def test_objection_ends_all_inference(ela):
    ela.post("/portal/inference/", {"inference": "0"})
    assert find_preferences(find("ela").pk).inference is False
    assert "you objected" in text(ela)


def test_download_holds_all_rows_of_the_person(ela):
    told = json.loads(ela.get("/portal/data.json").content)
    assert [row["outside_id"] for row in told["customers"]] == ["ela"]
    assert [order["outside_id"] for order in told["orders"]] == ["e1", "e2"]
    assert [refund["amount_minor"] for refund in told["orders"][0]["refunds"]] == [12000]
    assert {"order.placed", "customer.signed_up"} < {event["kind"] for event in told["events"]}


def test_page_to_keep_is_whole_and_proven(ela):
    kept = ela.get("/portal/data.html")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="my-data.html"'
    assert "Elżbieta" in kept.content.decode()
    proof = Handout.objects.get()
    assert (proof.customer_id, proof.way, proof.by) == (find("ela").pk, "portal", None)
    assert proof.digests == {"page": hashlib.sha256(kept.content).hexdigest()}


def test_reading_everything_allows_its_own_look_alone(ela):
    shown = ela.get("/portal/data/")
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert (shown.headers["Cache-Control"], Handout.objects.count()) == ("no-store, private", 0)


def test_nothing_is_inferred_for_the_download_of_who_objected(ela):
    from wraca.jobs.refresh import run_refresh

    run_refresh(now())
    assert len(json.loads(ela.get("/portal/data.json").content)["inferred"]) == 1
    ela.post("/portal/inference/", {"inference": "0"})
    told = json.loads(ela.get("/portal/data.json").content)
    assert (told["inferred"], told["stages"]) == ([], [])


def test_merged_rows_are_all_shown(ela):
    record_merge(find("bruno").pk, find("ela").pk, rule="by_hand", now=now())
    told = json.loads(ela.get("/portal/data.json").content)
    assert sorted(row["outside_id"] for row in told["customers"]) == ["bruno", "ela"]


def test_wish_to_be_erased_is_asked_twice_then_told_to_staff(client, shop):
    celina = log_in(client, "celina")
    celina.post("/portal/erase/", {})
    assert not ErasureRequest.objects.exists()
    celina.post("/portal/erase/", {"sure": "on"})
    celina.post("/portal/erase/", {"sure": "on"})
    request = ErasureRequest.objects.get()
    assert (request.customer_id, (request.due_at - request.asked_at).days) == (find("celina").pk, 28)
    assert ConsentRecord.objects.filter(action="withdrawn", channel="email").count() == 1
    assert Alert.objects.get(kind="erasure_asked", resolved_at=None).values["requests"] == 1
    celina.post("/portal/erase/", {"withdraw": "1"})
    assert not Alert.objects.filter(kind="erasure_asked", resolved_at=None).exists()


@pytest.mark.parametrize(
    "path",
    ["correct", "confirm", "greeting", "preferences", "consent", "dispute", "inference", "erase", "log-out"],
)
def test_forms_of_other_pages_are_refused(shop, path):
    strict = log_in(Client())
    strict.handler.enforce_csrf_checks = True
    assert strict.post(f"/portal/{path}/", {"field": "name"}).status_code == 403


@pytest.mark.parametrize("path", ["correct", "confirm", "greeting", "preferences", "consent", "dispute", "log-out"])
def test_looking_changes_nothing(ela, path):
    assert ela.get(f"/portal/{path}/").status_code == 405


def test_consent_is_given_to_the_words_on_the_page(ela):
    page = text(ela)
    wording = re.search(r'value="email">\s*<input type="hidden" name="wording" value="(\d+)"', page).group(1)
    ela.post("/portal/consent/", {"channel": "email", "given": "1", "wording": wording})
    record = ConsentRecord.objects.get(action="given", customer=find("ela"))
    assert (record.wording_id, record.proven, record.awaits_confirmation) == (int(wording), True, False)
    assert "you agreed" in text(ela)


@pytest.mark.parametrize("wording", ["", "0", "x", "99999999999999999999"])
def test_consent_to_words_nobody_showed_is_refused(ela, wording):
    ela.post("/portal/consent/", {"channel": "email", "given": "1", "wording": wording})
    assert not ConsentRecord.objects.filter(customer=find("ela")).exists()


def test_one_small_question_is_asked_answered_and_not_asked_again(ela):
    assert "For whom do you mostly shop with us?" in text(ela)
    ela.post("/portal/answer/", {"question": "for_whom", "answer": "presents"})
    assert "For whom do you mostly shop with us?" not in text(ela)
    assert list(Answer.objects.values_list("customer_id", "value", "source")) == [
        (find("ela").pk, "presents", "customer")
    ]


def test_question_may_be_left(ela):
    ela.post("/portal/answer/", {"question": "for_whom", "later": "1"})
    assert 'id="question-title"' not in text(ela)
    assert not Answer.objects.exists()


def test_new_address_is_theirs_when_its_reader_says_so(ela):
    ela.post("/portal/address/", {"email": "Nowy@Example.com"})
    link, scanner = link_in_letter(), Client()
    assert Message.objects.order_by("id").last().address == "Nowy@example.com"
    assert scanner.get(link).status_code == 200
    assert find("ela").email == "ela@example.com"
    assert Client(enforce_csrf_checks=True).post(link).status_code == 200
    assert find("ela").email == "nowy@example.com"
    assert Client().post(link).status_code == 410
    assert log_in(Client(), "nowy").get("/portal/").status_code == 200


def test_link_to_a_new_address_logs_nobody_in(ela):
    ela.post("/portal/address/", {"email": "nowy@example.com"})
    token = link_in_letter().split("/")[-2]
    assert Client().get(f"/portal/enter/{token}/").status_code == 410


def test_address_that_somebody_else_proved_stays_theirs(ela):
    log_in(Client(), "bruno")
    ela.post("/portal/address/", {"email": "bruno@example.com"})
    assert Client().post(link_in_letter()).status_code == 410
    assert find("ela").email == "ela@example.com"


@pytest.mark.parametrize("address", ["", "x", "a+b@allegromail.pl", "a@b.c\nBcc: d@e.f"])
def test_what_is_no_address_of_ones_own_gets_no_letter(ela, address):
    before = Message.objects.count()
    ela.post("/portal/address/", {"email": address})
    assert Message.objects.count() == before


def test_few_letters_a_day_go_to_new_addresses(ela):
    before = Message.objects.count()
    for number in range(5):
        ela.post("/portal/address/", {"email": f"n{number}@example.com"})
    assert Message.objects.count() - before == 3
