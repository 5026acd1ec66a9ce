"""The pages of segments: made, counted while written, changed, put away; the list of customers by one."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from tests.cast import NOW
from tests.console.generation import AS_OF, publish
from tests.console.people import customer_row, ids

from wraca.console.segments.words import sentence
from wraca.fields import BEHAVIOURS, FIELDS
from wraca.jobs.erase_customer import erase_customer
from wraca.segments.counting import read_rule
from wraca.segments.models import Segment
from wraca.segments.queries import list_versions
from wraca.segments.ready_made import READY_MADE
from wraca.segments.vocabulary import vocabulary_of
from wraca.segments.writing import write_rule
from wraca.staff.models import AuditEntry

WORDS = vocabulary_of(FIELDS, BEHAVIOURS, today=AS_OF, exponent=2)
TOLD = {"name": "Core", "about": "Early access", "rule": 'stage="core"'}


@pytest.fixture
def people(shop, generations_folder) -> dict[str, int]:
    """Celina is core and bought coffee; Bruno may be written to by e-mail."""
    known = ids()
    rows = [customer_row(id_, "core" if name == "celina" else "repeat") for name, id_ in known.items()]
    tables = {
        "customers": rows,
        "reach": [{"customer_id": known["bruno"], "email": True, **dict.fromkeys(REST, False)}],
        "products": [{"product_id": 1, "product": "Kawa", "brand": "", "category": "Napoje"}],
        "purchases": [{"customer_id": known["celina"], "day": date(2026, 11, 2), "product_id": 1, "quantity": 1}],
    }
    publish(generations_folder, tables)
    return known


REST = ("sms", "phone", "push", "messenger", "post", "email_unproven", "sms_unproven", "phone_unproven")
REST += ("push_unproven", "messenger_unproven", "post_unproven")


def count(client, rule: str) -> str:
    return client.get(reverse("console:segment-count"), {"rule": rule}).content.decode()


def test_segment_is_made_shown_and_lists_its_customers(people, marketer):
    answer = marketer.post(reverse("console:segment-new"), TOLD)
    segment = Segment.objects.get()
    assert answer.headers["Location"] == reverse("console:segment", args=[segment.pk])
    page = marketer.get(answer.headers["Location"]).content.decode()
    assert "Stage: Core" in page
    assert "1 customer of 8" in page
    listed = marketer.get(reverse("console:customers"), {"segment": segment.pk})
    assert [row["customer_id"] for row in listed.context["page"].rows] == [people["celina"]]
    assert AuditEntry.objects.get(action="segment.made").object_id == str(segment.pk)


def test_changing_the_rule_keeps_what_it_was(people, marketer):
    marketer.post(reverse("console:segment-new"), TOLD)
    segment = Segment.objects.get()
    change = reverse("console:segment-change", args=[segment.pk])
    assert 'value="Core"' in marketer.get(change).content.decode()
    marketer.post(change, {**TOLD, "rule": "orders >= 1", "target": "on"})
    segment.refresh_from_db()
    assert (segment.target, [version.rule for version in list_versions(segment.pk)]) == (
        True,
        ["orders >= 1", 'stage = "core"'],
    )


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(people, marketer):
    marketer.post(reverse("console:segment-new"), TOLD)
    wrong = marketer.post(reverse("console:segment-new"), {**TOLD, "rule": "age > 3"}).content.decode()
    assert "there is no field &#x27;age&#x27;" in wrong
    assert "there is a segment “Core” already" in marketer.post(reverse("console:segment-new"), TOLD).content.decode()
    assert Segment.objects.count() == 1


def test_count_follows_the_rule_with_reach_and_a_sample(people, marketer):
    said = count(marketer, "orders >= 1")
    assert "8 customers of 8" in said
    assert "With a proven consent: E-mail 1." in said
    # 8 customers of 10.00 each.
    assert "100.0%" in said
    assert said.count("cell-person") == 5
    assert "character 9: expected a value" in count(marketer, "orders >")
    assert count(marketer, " ").count("<p") == 1


def test_who_was_erased_is_in_no_segment(people, marketer):
    erase_customer(people["celina"], NOW)
    assert "7 customers of 7" in count(marketer, "orders >= 1")
    assert "0 customers of 7" in count(marketer, 'stage = "core"')


def test_rule_that_finds_nobody_says_what_each_part_finds(people, marketer):
    said = count(marketer, 'stage = "core" and never bought [category = "napoje"]')
    assert "Stage: Core: 1" in said
    assert ": 7</li>" in said


def test_segment_put_away_can_be_taken_out_again(people, marketer):
    marketer.post(reverse("console:segment-new"), TOLD)
    segment = Segment.objects.get()
    marketer.post(reverse("console:segment-archive", args=[segment.pk]))
    page = marketer.get(reverse("console:segments")).content.decode()
    assert "Segments put away" in page
    marketer.post(reverse("console:segment-restore", args=[segment.pk]))
    assert Segment.objects.get().archived_at is None


def test_an_unknown_segment_lists_nobody_and_has_no_page(people, marketer):
    assert list(marketer.get(reverse("console:customers"), {"segment": 99}).context["page"].rows) == []
    assert marketer.get(reverse("console:segment", args=[99])).status_code == 404


def test_segments_are_there_before_the_first_refresh(empty_shop, marketer):
    page = marketer.get(reverse("console:segments")).content.decode()
    assert "after the first refresh" in page
    assert "after the first refresh" in count(marketer, "orders > 1")
    assert marketer.post(reverse("console:segment-new"), TOLD).status_code == 302


def test_service_staff_see_no_segments(people, service):
    assert service.get(reverse("console:segments")).status_code == 403


@pytest.mark.parametrize("ready", READY_MADE, ids=lambda ready: ready.code)
def test_a_ready_made_rule_means_something_and_is_written_as_we_write(ready):
    assert write_rule(read_rule(ready.rule, WORDS)) == ready.rule


@pytest.mark.parametrize(
    ("rule", "english", "polish"),
    [
        ("spent >= 500", "Spent: at least 500.00 PLN", "Wydał: co najmniej 500,00 zł"),
        (
            'stage in ("core", "repeat") and not p_order_90 < 50%',
            "Stage: Core or Repeat and not (Chance of an order in 90 days: less than 50%)",
            None,
        ),
        (
            'bought [category = "Kawa"] on at least 2 days in the last 90 days',
            "Bought [Category: “Kawa”] on at least 2 different days in the last 90 days",
            "Kupił(a) [Kategoria: “Kawa”] co najmniej w 2 różnych dniach w ostatnich 90 dniach",
        ),
        ("last_day before 90 days ago", "Last order: before 90 days ago", None),
        ("never ordered since 2026-01-31", "Ordered never since 31 Jan 2026", None),
    ],
)
def test_a_rule_reads_as_a_sentence(rule, english, polish):
    tree = read_rule(rule, WORDS)
    with translation.override("en"):
        assert sentence(tree, WORDS, "PLN").replace("\xa0", " ") == english
    if polish:
        with translation.override("pl"):
            assert sentence(tree, WORDS, "PLN").replace("\xa0", " ") == polish
