import pytest
from tests import cast

from wraca.customers.actions import record_customers
from wraca.customers.identity.actions import record_merge
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer, FormOfAddress
from wraca.customers.names.actions import set_greeting
from wraca.customers.names.queries import greet_customer
from wraca.events.models import Event
from wraca.kit.errors import InvalidInput


@pytest.fixture
def gosia(db) -> Customer:
    cast.load_cast()
    return Customer.objects.get(outside_id="gosia")


def greeting(customer: Customer, **more: str) -> str:
    return greet_customer(Customer.objects.get(pk=customer.pk), **more).text


def test_greeting_is_derived_until_somebody_sets_it(gosia):
    assert greeting(gosia) == "Pani Małgorzato"
    said = set_greeting(gosia.pk, vocative=" Gosiu ", gender="", by=7, now=cast.NOW)
    assert (said.vocative, said.source, said.by, said.given_name) == ("Gosiu", "staff", 7, "Małgorzata")
    assert greeting(gosia) == "Pani Gosiu"
    assert greeting(gosia, style="familiar") == "Gosiu"
    assert greeting(gosia, language="en") == "Dear Małgorzata"  # the vocative is Polish


def test_last_word_stands_and_empty_derives_again(gosia):
    set_greeting(gosia.pk, vocative="Gosiu", gender="f", by=7, now=cast.NOW)
    set_greeting(gosia.pk, vocative="", gender="", by=None, now=cast.NOW)
    assert greeting(gosia) == "Pani Małgorzato"
    assert list(FormOfAddress.objects.order_by("id").values_list("source", flat=True)) == ["staff", "customer"]


def test_set_greeting_appends_an_event_without_the_name_and_nothing_twice(gosia):
    assert set_greeting(gosia.pk, vocative="", gender="", by=7, now=cast.NOW) is None
    set_greeting(gosia.pk, vocative="Gosiu", gender="", by=7, now=cast.NOW)
    assert set_greeting(gosia.pk, vocative="Gosiu", gender="", by=8, now=cast.NOW) is None
    events = Event.objects.filter(kind="customer.greeting_set")
    assert [(event.customer_id, event.payload) for event in events] == [(gosia.pk, {"by": "staff"})]


@pytest.mark.parametrize(
    ("vocative", "gender"), [("http://zlo.pl", ""), ("Gosiu 1", ""), ("Gosiu", "x"), ("x" * 41, "")]
)
def test_set_greeting_refuses_what_no_form_of_address_is(gosia, vocative, gender):
    with pytest.raises(InvalidInput):
        set_greeting(gosia.pk, vocative=vocative, gender=gender, by=7, now=cast.NOW)
    assert FormOfAddress.objects.count() == 0


def test_set_greeting_refuses_an_unknown_customer(db):
    with pytest.raises(InvalidInput):
        set_greeting(1, vocative="Gosiu", gender="", by=7, now=cast.NOW)


def test_vocative_of_another_name_is_left_out(gosia):
    set_greeting(gosia.pk, vocative="Gosiu", gender="f", by=7, now=cast.NOW)

    def rename(name: str) -> None:
        record_customers([NewCustomer(outside_id="gosia", given_name=name)], source=cast.SOURCE, now=cast.NOW)

    rename("MALGORZATA")
    assert greeting(gosia) == "Pani Gosiu"
    rename("Joanna")
    assert greeting(gosia) == "Pani Joanno"


def test_what_was_set_for_one_customer_holds_for_the_merged_person(gosia):
    told = NewCustomer(outside_id="g2", given_name="Gosia", family_name="Śliwa")
    record_customers([told], source="other", now=cast.NOW)
    other = Customer.objects.get(outside_id="g2")
    set_greeting(gosia.pk, vocative="Małgosiu", gender="", by=None, now=cast.NOW)
    assert greeting(other) == "Pani Gosiu"
    record_merge(gosia.pk, other.pk, rule="by_hand", now=cast.NOW)
    assert greeting(other) == "Pani Małgosiu"
