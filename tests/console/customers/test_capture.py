"""What staff correct, confirm, write down and tag."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.console.generation import publish
from tests.console.people import customer_row, ids

from wraca.customers.models import Customer, FieldWord, FormOfAddress, Note, Tag, Tagging
from wraca.jobs import tag_customers
from wraca.jobs.models import JobRun
from wraca.jobs.tag_customers import carry_out_tagging, carry_out_undo
from wraca.kit import clock
from wraca.staff.models import AuditEntry
from wraca.surveys.actions import record_answer
from wraca.surveys.models import Answer

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


@pytest.fixture
def _by_ones(monkeypatch) -> None:
    """What is many to a page, and done at once by a job."""
    for module in ("wraca.jobs.tag_customers", "wraca.console.customers.tagging"):
        monkeypatch.setattr(f"{module}.MOST_AT_ONCE", 1)


@pytest.mark.usefixtures("_by_ones")
def test_tag_on_a_long_list_is_a_job_and_undone_by_one(listed, service):
    answer = service.post("/customers/tags/?stage=leaving", {"tag": "call", "scope": "all"})
    run = JobRun.objects.get()
    assert (answer.url, tagged("call")) == (f"/customers/tags/runs/{run.pk}/", set())
    assert reverse("console:job-progress", args=[run.pk]) in service.get(answer.url).content.decode()
    # A second one waits for the first.
    service.post("/customers/tags/?stage=leaving", {"tag": "other", "scope": "all"})
    assert JobRun.objects.count() == 1
    carry_out_tagging(run.pk)
    run.refresh_from_db()
    assert tagged("call") == {"bruno", "celina"}
    assert (run.state, run.done, run.total, run.result["customers"], "ids" in run.arguments) == ("done", 2, 2, 2, False)
    page = service.get(answer.url).content.decode()
    assert f"/customers/tags/{run.result['deed']}/undo/" in page
    undoing = service.post(f"/customers/tags/{run.result['deed']}/undo/")
    undo = JobRun.objects.get(kind="undo_tagging")
    assert undoing.url == f"/customers/tags/runs/{undo.pk}/"
    carry_out_undo(undo.pk)
    assert tagged("call") == set()
    assert "/undo/" not in service.get(answer.url).content.decode()


@pytest.mark.usefixtures("_by_ones")
def test_tagging_killed_half_way_goes_on_where_it_was(listed, service, monkeypatch):
    put = tag_customers.put_tag
    service.post("/customers/tags/?stage=leaving", {"tag": "call", "scope": "all"})
    run = JobRun.objects.get()

    def put_once(*told, **more):
        if tagged("call"):
            raise KeyboardInterrupt
        return put(*told, **more)

    monkeypatch.setattr(tag_customers, "put_tag", put_once)
    with pytest.raises(KeyboardInterrupt):
        carry_out_tagging(run.pk)
    assert len(tagged("call")) == 1
    monkeypatch.setattr(tag_customers, "put_tag", put)
    carry_out_tagging(run.pk)
    assert tagged("call") == {"bruno", "celina"}
    # One deed, however often it was taken up.
    assert Tagging.objects.values("deed").distinct().count() == 1


def test_no_other_run_is_shown_as_a_tagging(listed, service):
    run = JobRun.objects.create(kind="refresh")
    assert service.get(f"/customers/tags/runs/{run.pk}/").status_code == 404


def test_answers_stand_on_the_profile_with_who_was_told(bruno, service):
    address = f"/customers/{bruno.pk}/answers/"
    record_answer(bruno.pk, "for_whom", "presents", now=NOW)
    assert "answered by themselves" in text_of(service.get(f"/customers/{bruno.pk}/"))
    for choice in ("price", "quality", "price"):
        part = text_of(service.post(address, {"answer": f"what_matters:{choice}"}, **HTMX))
    assert "told to Service" in part
    last = Answer.objects.order_by("id").last()
    assert (last.value, last.source) == (["price", "quality"], "staff")
    assert deeds()[-1][0] == "customer.answer_told"


@pytest.mark.parametrize("answer", ["", "for_whom", "for_whom:nobody", "nothing:x", "birth_date:2000-01-01x"])
def test_answer_that_is_none_is_refused(bruno, service, answer):
    service.post(f"/customers/{bruno.pk}/answers/", {"answer": answer}, **HTMX)
    assert (Answer.objects.count(), deeds()) == (0, [])


def test_mark_of_what_to_ask_next_moves_with_the_confirmed_field(bruno, service, in_eight_years):
    """E-mail weighs most; once it is confirmed, the next one is asked for, in the same answer."""
    page = service.get(f"/customers/{bruno.pk}/").content.decode()
    assert 'id="asked-email">' in page
    part = service.post(f"/customers/{bruno.pk}/fields/email/", {"confirm": "1"}, **HTMX).content.decode()
    assert 'id="asked-email" hidden>' in part
    moved = re.findall(r'id="asked-(\w+)" hx-swap-oob="true">\s*Ask for this one next', part)
    assert len(moved) == 1
    assert f'id="asked-{moved[0]}">' in service.get(f"/customers/{bruno.pk}/").content.decode()
