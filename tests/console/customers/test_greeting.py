import pytest

from wraca.customers.models import Customer, FormOfAddress
from wraca.staff.models import AuditEntry


@pytest.fixture
def ela(shop) -> Customer:
    return Customer.objects.get(outside_id="ela")


def test_profile_tells_the_greeting_and_why(ela, service):
    page = service.get(f"/customers/{ela.pk}/").content.decode()
    assert "<dd>Pani Elżbieto</dd>" in page
    assert "<dd>Elżbieto</dd>" in page
    assert "<dd>Dear Elżbieta</dd>" in page
    assert "form from the dictionary of Polish" in page
    assert "99.9% sure by the name" in page.replace("\xa0", "")


def test_greeting_is_set_in_place_and_told_with_who_set_it(ela, service):
    answer = service.post(f"/customers/{ela.pk}/greeting/", {"vocative": "Elu", "gender": ""}, follow=True)
    page = answer.content.decode()
    assert "<dd>Pani Elu</dd>" in page
    assert "set by Service" in page
    assert "Derived from the given name: Elżbieto" in page
    deed = AuditEntry.objects.get(action="customer.greeting_set")
    assert (deed.object_kind, deed.object_id, deed.details) == ("customer", str(ela.pk), {})


def test_greeting_that_is_none_is_refused(ela, service):
    for form in ({"vocative": "http://zlo.pl"}, {"vocative": "x" * 50}, {"gender": "x"}):
        service.post(f"/customers/{ela.pk}/greeting/", form)
    assert FormOfAddress.objects.count() == 0
    assert service.post("/customers/999999/greeting/", {"vocative": "Elu"}).status_code == 404


def test_profile_without_a_certain_name_says_so(ela, service):
    Customer.objects.filter(pk=ela.pk).update(given_name="Wygrałeś 1000 zł")
    page = service.get(f"/customers/{ela.pk}/").content.decode()
    assert "<dd>Dzień dobry</dd>" in page
    assert "without the name: nobody is known to bear it" in page
