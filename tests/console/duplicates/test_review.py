"""The review: the surest pair first, why, what to do with it, and back again."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation
from tests.cast import NOW
from tests.console.people import ids

from wraca.console.duplicates.hints import tell_rule
from wraca.console.duplicates.labels import FIELDS, LEVELS, RULES, describe
from wraca.customers.duplicates.comparisons import COMPARISONS
from wraca.customers.duplicates.models import DuplicatePair
from wraca.customers.duplicates.rules import EXACT_RULES
from wraca.customers.identity.models import Merge
from wraca.customers.models import Customer
from wraca.jobs.find_duplicates import merge_pair
from wraca.jobs.models import JobRun
from wraca.staff.models import AuditEntry

REASONS = [
    {"name": "phone", "level": "same", "bits": 15.2},
    {"name": "email", "level": "differs", "bits": -1.7},
    {"name": "given", "level": "alike", "bits": 0.4},
]


def pair_of(left: str, right: str, probability: float) -> DuplicatePair:
    known = ids()
    first, second = sorted((known[left], known[right]))
    return DuplicatePair.objects.create(
        left_id=first, right_id=second, probability=probability, reasons=REASONS, rule="phone", found_at=NOW
    )


@pytest.fixture
def pairs(shop) -> tuple[DuplicatePair, DuplicatePair]:
    return pair_of("bruno", "celina", 0.97), pair_of("darek", "ela", 0.6)


def page(client, pair: DuplicatePair | None = None):
    address = reverse("console:customer-duplicate", args=[pair.pk]) if pair else reverse("console:customer-duplicates")
    return client.get(address)


def decide(client, pair: DuplicatePair, decision: str, **more: object):
    return client.post(reverse("console:customer-duplicate-decide", args=[pair.pk]), {"decision": decision, **more})


def test_every_level_and_rule_has_words():
    assert {level for comparison in COMPARISONS for level in comparison.codes()} == set(LEVELS)
    assert {comparison.name for comparison in COMPARISONS} == set(FIELDS)
    assert {rule.code for rule in EXACT_RULES} == set(RULES)


def test_weights_become_words():
    told = [(str(why.strength), why.tone) for why in describe(REASONS)]
    assert told == [
        ("speaks very strongly for it", "good"),
        ("speaks against it", "bad"),
        ("tells hardly anything", "note"),
    ]


def test_surest_pair_is_shown_with_its_reasons(owner, pairs):
    answer = page(owner)
    assert answer.context["pair"].pk == pairs[0].pk
    text = answer.content.decode()
    assert "Bruno Łoś" in text
    assert "Celina Ćwik" in text
    assert str(answer.context["rule"]) in text
    assert [why.bits for why in answer.context["reasons"]] == [15.2, -1.7, 0.4]


def test_merging_with_chosen_fields_and_undoing_leaves_every_row_as_before(owner, pairs):
    before = list(Customer.objects.order_by("pk").values())
    known = ids()
    answer = decide(owner, pairs[0], "merged", stays=known["celina"], family_name=known["bruno"])
    assert answer.status_code == 302
    pairs[0].refresh_from_db()
    assert (pairs[0].decision, pairs[0].merge.into_customer_id) == ("merged", known["celina"])
    assert pairs[0].merge.fields == {"family_name": known["bruno"]}
    assert pairs[0].merge.evidence["probability"] == 0.97
    assert page(owner).context["pair"].pk == pairs[1].pk
    owner.post(reverse("console:customer-duplicate-undo", args=[pairs[0].pk]))
    assert [_facts(row) for row in Customer.objects.order_by("pk").values()] == [_facts(row) for row in before]
    assert page(owner).context["pair"].pk == pairs[0].pk


def _facts(row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in {"changed", "updated_at"}}


@pytest.mark.parametrize("decision", ["different", "later"])
def test_decision_is_remembered_with_who_and_can_be_taken_back(owner, pairs, decision):
    decide(owner, pairs[0], decision)
    pairs[0].refresh_from_db()
    assert pairs[0].decision == decision
    assert pairs[0].decided_by is not None
    assert page(owner).context["pair"].pk == pairs[1].pk
    assert AuditEntry.objects.filter(action="duplicate.decided", object_id=pairs[0].pk).exists()
    owner.post(reverse("console:customer-duplicate-undo", args=[pairs[0].pk]))
    pairs[0].refresh_from_db()
    assert (pairs[0].decision, pairs[0].decided_by) == (None, None)


def test_decided_pair_leads_to_the_next(owner, pairs):
    decide(owner, pairs[0], "different")
    assert page(owner, pairs[0]).url == reverse("console:customer-duplicates")


def test_stale_page_does_not_hide_what_somebody_else_decided(owner, pairs):
    """Or the merge would stand with nothing that says so, and its undo would only open the pair again."""
    decide(owner, pairs[0], "merged")
    pairs[0].refresh_from_db()
    merge = pairs[0].merge_id
    for decision in ("different", "later", "merged"):
        decide(owner, pairs[0], decision)
        pairs[0].refresh_from_db()
        assert (pairs[0].decision, pairs[0].merge_id) == ("merged", merge)
    decide(owner, pairs[1], "different")
    decide(owner, pairs[1], "merged")
    pairs[1].refresh_from_db()
    assert (pairs[1].decision, Merge.objects.count()) == ("different", 1)


def test_unknown_decision_and_pair_change_nothing(owner, pairs):
    decide(owner, pairs[0], "perhaps")
    pairs[0].refresh_from_db()
    assert pairs[0].decision is None
    assert owner.post(reverse("console:customer-duplicate-decide", args=[0]), {"decision": "later"}).status_code == 404


def test_list_says_how_many_are_known_twice(owner, pairs):
    answer = owner.get(reverse("console:customers"))
    assert answer.context["known_twice"] == 2
    assert reverse("console:customer-duplicates") in answer.content.decode()
    decide(owner, pairs[0], "different")
    assert owner.get(reverse("console:customers")).context["known_twice"] == 1


def test_nothing_to_look_at_is_said(owner, shop):
    answer = page(owner)
    assert answer.context["pair"] is None
    assert answer.status_code == 200


def test_search_is_started_by_hand(owner, shop):
    owner.post(reverse("console:customer-duplicates-search"))
    assert JobRun.objects.get().kind == "find_duplicates"
    assert page(owner).context["job"] is not None


def profile(client, name: str):
    return client.get(reverse("console:customer", args=[ids()[name]]))


def test_profile_says_who_may_be_the_same_person_and_leads_to_the_review(owner, pairs):
    for name, other in (("bruno", "Celina Ćwik"), ("celina", "Bruno Łoś")):
        text = profile(owner, name).content.decode()
        assert f"May be the same person as {other}" in text
        assert reverse("console:customer-duplicate", args=[pairs[0].pk]) in text
    assert profile(owner, "ada").context["same_as"] == []
    decide(owner, pairs[0], "different")
    assert profile(owner, "bruno").context["same_as"] == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("phone", "merged by itself: the same telephone and name"),
        ("", "merged by itself: nearly certainly one person (97.0%)"),
    ],
)
def test_profile_says_in_words_why_two_were_merged_by_rule(owner, pairs, rule, said):
    DuplicatePair.objects.filter(pk=pairs[0].pk).update(rule=rule)
    merge_pair(pairs[0].pk, now=NOW, by=None)
    merged = profile(owner, "bruno")
    assert [one["because"] for one in merged.context["merged"]] == [said]
    assert "duplicate:" not in merged.content.decode()
    with translation.override("pl"):
        assert tell_rule(pairs[0].left.merged_from.get()).startswith("połączono automatycznie: ")
