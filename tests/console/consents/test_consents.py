"""Consents on a person's page: what stands, why, and both ways to change it; the words they agree to."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import NOW

from wraca.customers.consents.actions import record_consent
from wraca.customers.consents.fold import GIVEN, WITHDRAWN
from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.queries import find_states
from wraca.customers.consents.wordings import require_wording
from wraca.customers.models import ConsentRecord, Customer
from wraca.staff.models import AuditEntry

EMAIL = {"purpose": "marketing", "channel": "email"}


@pytest.fixture
def people(shop) -> dict[str, int]:
    return dict(Customer.objects.values_list("outside_id", "id"))


def standing(customer_id: int) -> str | None:
    state = find_states(customer_id).get(("marketing", "email"))
    return state.standing if state else None


def address(name: str, customer_id: int) -> str:
    return reverse(f"console:{name}", args=[customer_id])


def test_page_shows_state_words_and_history(people, owner):
    wording = require_wording("marketing", "email", "pl", shop_name="Sklepik", now=NOW)
    record_consent(people["ada"], wording, source="form", now=NOW, form_url="https://shop.example/news")
    answer = owner.get(address("customer", people["ada"]))
    [news, opinions] = answer.context["consents"].groups
    assert [(p.channel, p.state.standing if p.state else None) for p in news.places] == [
        *(("email", GIVEN), ("sms", None), ("phone", None), ("push", None), ("messenger", None), ("post", None)),
    ]
    assert [place.channel for place in opinions.places] == ["email", "sms"]
    page = answer.content.decode()
    assert wording.text in page
    assert "https://shop.example/news" in page
    assert len(answer.context["consents"].history) == 1


def test_staff_record_a_consent_with_the_words_read_out(people, service):
    ada = people["ada"]
    asked = service.get(address("customer-consent-give", ada), {**EMAIL, "language": "en"})
    wording = asked.context["wording"]
    assert wording.text in asked.content.decode()
    told = {**EMAIL, "language": "en", "wording": wording.pk}
    assert service.post(address("customer-consent-give", ada), told).status_code == 302
    record = ConsentRecord.objects.get(customer=ada)
    assert (record.source, record.wording, record.by is not None, record.proven) == ("staff", wording, True, True)
    assert standing(ada) == GIVEN
    assert AuditEntry.objects.filter(action="consent.recorded", object_id=str(ada)).count() == 1
    assert "Service" in service.get(address("customer", ada)).content.decode()


@pytest.mark.parametrize("wording", ["", "0", "x"])
def test_nothing_is_recorded_without_the_words_that_were_shown(people, service, wording):
    answer = service.post(
        address("customer-consent-give", people["ada"]), {**EMAIL, "language": "pl", "wording": wording}
    )
    assert answer.status_code == 200
    assert not ConsentRecord.objects.filter(customer=people["ada"]).exists()


def test_withdrawing_is_one_press(people, service):
    celina = people["celina"]
    assert service.post(address("customer-consent-withdraw", celina), EMAIL).status_code == 302
    assert standing(celina) == WITHDRAWN
    assert AuditEntry.objects.filter(action="consent.withdrawn", object_id=str(celina)).count() == 1


@pytest.mark.parametrize("told", [{}, {"purpose": "marketing", "channel": "pigeon"}])
def test_what_does_not_exist_is_missed(people, service, told):
    assert service.post(address("customer-consent-withdraw", people["ada"]), told).status_code == 404
    assert service.get(address("customer-consent-give", people["ada"]), told).status_code == 404
    assert service.get(address("customer-consent-withdraw", people["ada"])).status_code == 405


def test_words_get_a_new_version_after_a_preview(shop, owner):
    place = reverse("console:settings-wording-new", args=["marketing", "email", "pl"])
    text = "Chcę dostawać od Sklepiku nowości e-mailem; mogę zrezygnować, kiedy zechcę."
    assert text in owner.post(place, {"text": text, "preview": "1"}).content.decode()
    latest = ConsentWording.objects.filter(channel="email", purpose="marketing", language="pl").order_by("-version")
    assert latest[0].version == 1
    owner.post(place, {"text": text, "save": "1"})
    assert (latest[0].version, latest[0].text) == (2, text)
    page = owner.get(reverse("console:settings-wordings")).content.decode()
    assert text in page
    assert owner.post(place, {"text": "za krótko", "save": "1"}).context["form"].errors


def test_words_are_the_owner_s_affair(shop, marketer):
    assert marketer.get(reverse("console:settings-wordings")).status_code == 403
    assert marketer.get(reverse("console:settings-wording-new", args=["marketing", "email", "pl"])).status_code == 403
    assert not ConsentWording.objects.exists()
