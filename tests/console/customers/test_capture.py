"""What staff correct, confirm, write down and tag."""

import re
from datetime import timedelta

import pytest
from tests.cast import NOW
from tests.console.generation import publish
from tests.console.people import customer_row, ids

from wraca.customers.models import Customer, FieldWord, FormOfAddress, Note, Tag, Tagging
from wraca.kit import clock
from wraca.staff.models import AuditEntry

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def bruno(shop) -> Customer:
    return Customer.objects.get(outside_id="bruno")


@pytest.fixture
def in_eight_years(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3000))


def deeds() -> list[tuple[str, str, dict]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "object_id", "details"))


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\xa0", " ")))


def test_profile_tells_who_said_each_field_and_how_sure_it_is(bruno, service, in_eight_years):
    page = text_of(service.get(f"/customers/{bruno.pk}/"))
    # 3,324 days at two changes in 20 years: 0.95 * (20 / 29.1) ** 2 = 45 %.
    assert "E-mail please confirm bruno@example.com cast, 2 Jan 2026 · 45% sure Ask for this one next." in page
    assert "Name fresh Bruno Łoś cast, 2 Jan 2026" in page


def test_field_is_confirmed_in_place_by_service(bruno, service, in_eight_years):
    answer = service.post(f"/customers/{bruno.pk}/fields/email/", {"confirm": "1"}, **HTMX)
    part = text_of(answer)
    assert part.startswith(" E-mail fresh bruno@example.com told to Service,")
    assert "said again · 97% sure Confirmed." in part
    assert deeds() == [("customer.confirmed", str(bruno.pk), {"field": "email"})]


def test_field_is_corrected_in_place_and_keeps_its_deed(bruno, service):
    address = {"street": "Prosta 1", "postcode": "00-001", "city": "Warszawa", "country": "pl"}
    part = text_of(service.post(f"/customers/{bruno.pk}/fields/address/", address, **HTMX))
    assert "Address fresh Prosta 1 00-001 Warszawa PL told to Service," in part
    assert deeds() == [("customer.corrected", str(bruno.pk), {"field": "address"})]
    # The same without a script.
    answer = service.post(f"/customers/{bruno.pk}/fields/phone/", {"phone": "601 200 300"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/customers/{bruno.pk}/#field-phone"
    bruno.refresh_from_db()
    assert (bruno.city, bruno.phone) == ("Warszawa", "+48601200300")


def test_value_that_is_none_is_refused_in_a_sentence(bruno, service):
    part = text_of(service.post(f"/customers/{bruno.pk}/fields/email/", {"email": "nobody"}, **HTMX))
    assert "That is no value of this field." in part
    assert deeds() == []
    assert service.post(f"/customers/{bruno.pk}/fields/traits/", {"traits": "x"}).status_code == 404
    assert service.post("/customers/999999/fields/email/", {"confirm": "1"}).status_code == 404


def test_page_opened_before_an_erasure_writes_nothing_back(bruno, service):
    Customer.objects.filter(pk=bruno.pk).update(erased_at=NOW, email="", given_name="", family_name="")
    for what, told in {
        "fields/email": {"email": "bruno@example.com"},
        "fields/name": {"given_name": "Bruno", "family_name": "Łoś"},
        "greeting": {"vocative": "Brunonie", "gender": "m"},
        "notes": {"kind": "note", "text": "likes tea"},
        "tags": {"name": "tea"},
    }.items():
        assert service.post(f"/customers/{bruno.pk}/{what}/", told, **HTMX).status_code < 500
    bruno.refresh_from_db()
    assert (bruno.email, bruno.given_name, bruno.family_name) == ("", "", "")
    assert [kept.objects.filter(customer=bruno).count() for kept in (Note, Tagging, FormOfAddress)] == [0, 0, 0]


def test_notes_are_written_and_only_continued(bruno, service):
    told = f"/customers/{bruno.pk}/notes/"
    service.post(told, {"kind": "preference", "subject": "delivery", "text": "parcel locker"}, **HTMX)
    first = Note.objects.get()
    part = text_of(service.post(told, {"continues": first.pk, "text": "no: courier"}, **HTMX))
    assert "Preference · delivery fresh parcel locker told to Service," in part
    assert "no: courier told to Service," in part
    assert [(note.text, note.continues_id) for note in Note.objects.order_by("id")] == [
        ("parcel locker", None),
        ("no: courier", first.pk),
    ]
    assert [action for action, _id, _details in deeds()] == ["customer.noted"] * 2
    # The words stay out of the audit log.
    assert deeds()[0][2] == {"note": first.pk, "kind": "preference"}


@pytest.mark.parametrize(
    "posted",
    [
        {"kind": "fact", "subject": "", "text": "38"},
        {"kind": "note", "text": "  "},
        {"kind": "gossip", "subject": "x", "text": "y"},
        {"kind": "note", "text": "x" * 2001},
    ],
)
def test_what_is_no_note_is_refused(bruno, service, posted):
    service.post(f"/customers/{bruno.pk}/notes/", posted, **HTMX)
    assert Note.objects.count() == 0


def test_note_of_somebody_else_is_not_continued(bruno, service):
    service.post(f"/customers/{ids()['ada']}/notes/", {"kind": "note", "text": "x"})
    answer = service.post(f"/customers/{bruno.pk}/notes/", {"continues": Note.objects.get().pk, "text": "y"})
    assert answer.status_code == 404


def test_customer_is_written_in_by_hand(shop, service):
    answer = service.post("/customers/new/", {"given_name": "Ewa", "family_name": "Nowa", "phone": "602 000 000"})
    ewa = Customer.objects.get(source="staff")
    assert answer["Location"] == f"/customers/{ewa.pk}/"
    word = FieldWord.objects.get(customer=ewa)
    # Name and phone.
    assert (word.told_by, word.told, word.by is not None) == ("staff", 1 + 4, True)
    assert deeds() == [("customer.created", str(ewa.pk), {})]


def test_somebody_known_is_shown_before_a_second_one_is_made(bruno, service):
    posted = {"given_name": "Bruno", "email": "Bruno@example.com"}
    page = service.post("/customers/new/", posted).content.decode()
    assert f'href="/customers/{bruno.pk}/"' in page
    assert not Customer.objects.filter(source="staff").exists()
    service.post("/customers/new/", {**posted, "another": "1"})
    assert Customer.objects.filter(source="staff").count() == 1
    assert service.post("/customers/new/", {"city": "Łódź"}).status_code == 200


@pytest.fixture
def listed(shop, generations_folder) -> dict[str, int]:
    stages = {"ada": "potential", "bruno": "leaving", "celina": "leaving"}
    rows = [customer_row(ids()[name], stage) for name, stage in stages.items()]
    publish(generations_folder, {"customers": rows})
    return ids()


def tagged(name: str) -> set[str]:
    standing = Tagging.objects.filter(tag__key=name, until=None)
    return set(standing.values_list("customer__outside_id", flat=True))


def test_tag_is_put_on_the_chosen_and_undone(listed, service):
    chosen = [listed["ada"], listed["bruno"]]
    service.post("/customers/tags/", {"tag": " VIP ", "scope": "chosen", "chosen": chosen})
    assert tagged("vip") == {"ada", "bruno"}
    tag = Tag.objects.get()
    page = service.get(f"/customers/?tag={tag.pk}").content.decode()
    assert ("Ada Żak" in page, "Celina" in page) == (True, False)
    deed = Tagging.objects.first().deed
    service.post(f"/customers/tags/{deed}/undo/")
    assert tagged("vip") == set()
    assert [action for action, _id, _details in deeds()] == ["customers.tagged", "customers.tagging_undone"]


def test_tag_is_put_on_the_whole_list_and_taken_off_some(listed, service):
    service.post("/customers/tags/?stage=leaving", {"tag": "call", "scope": "all"})
    assert tagged("call") == {"bruno", "celina"}
    service.post("/customers/tags/", {"tag": "CALL", "scope": "chosen", "chosen": [listed["bruno"]], "off": "1"})
    assert tagged("call") == {"celina"}
    off = Tagging.objects.exclude(ended_deed=None).get().ended_deed
    service.post(f"/customers/tags/{off}/undo/")
    service.post(f"/customers/tags/{off}/undo/")
    assert tagged("call") == {"bruno", "celina"}
    details = deeds()[0][2]
    assert details["customers"] == 2


def test_tag_that_is_none_is_refused(listed, service):
    for posted in ({"tag": "!", "scope": "all"}, {"tag": "x" * 41, "scope": "all"}, {"tag": "x", "scope": "chosen"}):
        service.post("/customers/tags/", posted)
    service.post("/customers/tags/", {"tag": "none", "scope": "all", "off": "1"})
    assert (Tagging.objects.count(), deeds()) == (0, [])


def test_tags_stand_on_the_profile_and_come_off(bruno, service):
    address = f"/customers/{bruno.pk}/tags/"
    assert "VIP" in text_of(service.post(address, {"tag": "VIP"}, **HTMX))
    service.post(address, {"tag": "vip"})
    assert Tagging.objects.count() == 1
    service.post(address, {"off": Tag.objects.get().pk})
    assert tagged("vip") == set()
