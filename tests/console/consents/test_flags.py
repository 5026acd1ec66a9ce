"""Whether imported flags count: the effect of each answer stands beside it before it is saved."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import cast
from tests.console.generation import publish
from tests.console.people import ids

from wraca.customers.consents.opt_in import request_opt_in
from wraca.customers.consents.wordings import require_wording
from wraca.shop.models import Shop
from wraca.staff.models import AuditEntry

PAGE, SAVE = "console:settings-wordings", "console:settings-flags"


@pytest.fixture
def agreed(shop, generations_folder) -> None:
    """One with proof, two by a flag alone, of whom one was asked and did not answer."""
    known = ids()
    rows = [
        {"customer_id": known["celina"], "email": True},
        {"customer_id": known["ela"], "email_unproven": True},
        {"customer_id": known["bruno"], "email_unproven": True},
    ]
    every = dict.fromkeys(("email", "email_unproven"), False)
    publish(generations_folder, {"reach": [{**every, **row} for row in rows]})
    wording = require_wording("marketing", "email", "pl", shop_name="Sklepik", now=cast.NOW)
    request_opt_in(known["ela"], wording, source="form", now=cast.NOW)


def test_flags_do_not_count_unless_an_owner_says_so(agreed, owner):
    answers = {answer.code: (answer.customers, answer.chosen) for answer in owner.get(reverse(PAGE)).context["answers"]}
    assert answers == {"ignored": (1, True), "until_asked": (2, False), "counted": (3, False)}


def test_answer_is_kept_and_named(agreed, owner):
    owner.post(reverse(SAVE), {"rule": "until_asked"})
    assert Shop.objects.get().flag_rule == "until_asked"
    deed = AuditEntry.objects.get(action="consent.flag_rule_chosen")
    assert deed.details == {"before": "ignored", "after": "until_asked"}


@pytest.mark.parametrize("role", ["marketer", "service"])
def test_only_owners_decide(agreed, request, role):
    assert request.getfixturevalue(role).post(reverse(SAVE), {"rule": "counted"}).status_code == 403
    assert Shop.objects.get().flag_rule == "ignored"


def test_unknown_answer_is_none(agreed, owner):
    assert owner.post(reverse(SAVE), {"rule": "all"}).status_code == 404


def test_before_the_first_refresh_nothing_is_counted(shop, owner):
    answers = owner.get(reverse(PAGE)).context["answers"]
    assert [answer.customers for answer in answers] == [None, None, None]
