from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import NOW, SOURCE, load_cast

from wraca.customers.actions import record_customers
from wraca.customers.freshness.actions import confirm_field, correct_field
from wraca.customers.freshness.queries import list_field_states, next_field_to_confirm
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Correction, Customer, FieldWord, IdentifierLink
from wraca.events.models import Event
from wraca.kit.errors import InvalidInput

JANUARY = datetime(2026, 1, 2, 11, tzinfo=UTC)
NAME, EMAIL, PHONE, ADDRESS, BORN = 1, 2, 4, 8, 16


@pytest.fixture
def cast(db):
    load_cast()


@pytest.fixture
def bruno(cast) -> Customer:
    return Customer.objects.get(outside_id="bruno")


def tell(now: datetime = NOW, **told: object):
    return record_customers([NewCustomer(outside_id="bruno", **told)], source=SOURCE, now=now)


def words(customer: Customer) -> list[tuple]:
    said = FieldWord.objects.filter(customer=customer).order_by("id")
    return list(said.values_list("said_at", "told_by", "told", "differed"))


def test_first_word_is_of_the_day_they_signed_up(bruno):
    # Name, e-mail and the town.
    assert words(bruno) == [(JANUARY, "source", NAME | EMAIL | ADDRESS, 0)]


def test_first_word_is_of_the_sources_own_clock_if_it_has_one(cast):
    tell_at = NOW - timedelta(days=3)
    record_customers(
        [NewCustomer(outside_id="new", phone="601 200 300", signed_up_at=JANUARY, source_updated_at=tell_at)],
        source=SOURCE,
        now=NOW,
    )
    new = Customer.objects.get(outside_id="new")
    assert words(new) == [(tell_at, "source", PHONE, 0)]


def test_same_again_confirms_and_another_value_differs(bruno):
    tell(city="Łódź", email="b@example.com")
    assert words(bruno)[1:] == [(NOW, "source", EMAIL | ADDRESS, EMAIL)]
    states = list_field_states(bruno.pk, NOW)
    assert (states["address"].confirmed, states["address"].said_at, states["address"].changes) == (True, NOW, 0)
    assert (states["email"].confirmed, states["email"].said_at, states["email"].changes) == (False, NOW, 1)
    assert states["name"].said_at == JANUARY


def test_field_told_for_the_first_time_is_no_change(bruno):
    tell(phone="601 200 300", birth_date=date(1980, 5, 1))
    assert words(bruno)[1:] == [(NOW, "source", PHONE | BORN, 0)]


def test_field_taken_back_differs(bruno):
    tell(city="")
    assert words(bruno)[1:] == [(NOW, "source", ADDRESS, ADDRESS)]
    assert "address" not in list_field_states(bruno.pk, NOW)


def test_customer_of_an_order_tells_nothing(cast):
    record_customers([NewCustomer(outside_id="bare")], source=SOURCE, now=NOW)
    assert not FieldWord.objects.filter(customer__outside_id="bare").exists()


def test_nightly_copy_writes_a_word_a_week(bruno):
    for night in range(15):
        tell(NOW + timedelta(days=night), city="Łódź")
    assert [said for said, *_ in words(bruno)[1:]] == [NOW, NOW + timedelta(days=7), NOW + timedelta(days=14)]


def test_older_word_is_no_word(bruno):
    tell(city="Pabianice", source_updated_at=NOW - timedelta(days=1))
    tell(city="Zgierz", source_updated_at=NOW - timedelta(days=2))
    assert len(words(bruno)) == 2


def test_copy_that_the_source_did_not_touch_confirms_nothing(bruno):
    touched = NOW - timedelta(days=300)
    for day in range(3):
        tell(NOW + timedelta(days=30 * day), city="Łódź", source_updated_at=touched)
    assert [said for said, *_ in words(bruno)[1:]] == [touched]


def test_correction_by_staff_outlives_the_sources_old_word(bruno):
    assert correct_field(bruno.pk, "email", {"email": " Bruno@Los.example "}, by=7, now=NOW)
    later = NOW + timedelta(days=30)
    assert tell(later, email="bruno@example.com", given_name="Bruno").results[0].status == "same"
    bruno.refresh_from_db()
    assert bruno.email == "bruno@los.example"
    # The night's copy confirmed the name and nothing else.
    assert words(bruno)[1:] == [(NOW, "staff", EMAIL, EMAIL), (later, "source", NAME, 0)]
    state = list_field_states(bruno.pk, later)["email"]
    assert (state.told_by, state.by, state.said_at, state.confirmed) == ("staff", 7, NOW, False)
    links = IdentifierLink.objects.filter(customer=bruno, until=None, identifier__kind="email")
    assert list(links.values_list("identifier__value", "proof")) == [("bruno@los.example", "staff")]


def test_correction_ends_when_the_source_says_something_new(bruno):
    correct_field(bruno.pk, "email", {"email": "staff@example.com"}, by=7, now=NOW)
    tell(NOW + timedelta(days=1), email="newest@example.com")
    bruno.refresh_from_db()
    assert bruno.email == "newest@example.com"
    assert Correction.objects.get().until == NOW + timedelta(days=1)
    # From now on the source counts again, whatever it says.
    tell(NOW + timedelta(days=2), email="bruno@example.com")
    bruno.refresh_from_db()
    assert bruno.email == "bruno@example.com"


def test_source_that_agrees_with_the_correction_confirms_it(bruno):
    correct_field(bruno.pk, "address", {"city": "Zgierz"}, by=7, now=NOW)
    tell(NOW + timedelta(days=9), city="Zgierz")
    state = list_field_states(bruno.pk, NOW + timedelta(days=9))["address"]
    assert (state.told_by, state.confirmed) == ("source", True)


def test_corrected_name_is_found_and_stays_whole(bruno):
    correct_field(bruno.pk, "name", {"given_name": "Brunon"}, by=None, now=NOW)
    tell(NOW + timedelta(days=1), given_name="Bruno", family_name="Łoś")
    bruno.refresh_from_db()
    assert (bruno.given_name, bruno.folded_name) == ("Brunon", "brunon los")
    # Somebody married: the source's new word is taken whole.
    tell(NOW + timedelta(days=2), given_name="Bruno", family_name="Sarna")
    bruno.refresh_from_db()
    assert (bruno.given_name, bruno.folded_name) == ("Bruno", "bruno sarna")


def test_birth_date_is_corrected_and_kept(bruno):
    correct_field(bruno.pk, "birth_date", {"birth_date": "1980-05-01"}, by=7, now=NOW)
    tell(NOW + timedelta(days=1), birth_date=None)
    bruno.refresh_from_db()
    assert bruno.birth_date == date(1980, 5, 1)


def test_correction_that_says_what_stands_writes_nothing(bruno):
    assert correct_field(bruno.pk, "address", {"city": "Łódź"}, by=7, now=NOW) is None
    assert (len(words(bruno)), Correction.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "nobody"}),
        ("phone", {"phone": "12"}),
        ("birth_date", {"birth_date": "1.5.1980"}),
        ("birth_date", {"birth_date": "2090-01-01"}),
        ("address", {"country": "Polska"}),
        ("name", {"given_name": "x" * 256}),
        ("name", {"given_name": "a\x00b"}),
        ("shoe", {"shoe": "38"}),
        ("traits", {"traits": "{}"}),
    ],
)
def test_what_is_no_value_is_refused(bruno, field, values):
    with pytest.raises(InvalidInput):
        correct_field(bruno.pk, field, values, by=7, now=NOW)
    assert len(words(bruno)) == 1


def test_confirmed_field_is_fresh_again(bruno):
    later = NOW + timedelta(days=3000)
    assert list_field_states(bruno.pk, later)["email"].verdict == "to_confirm"
    confirm_field(bruno.pk, "email", by=7, now=later)
    state = list_field_states(bruno.pk, later)["email"]
    assert (state.verdict, state.confidence, state.confirmed, state.by) == ("fresh", 0.97, True, 7)
    event = Event.objects.get(kind="customer.confirmed")
    assert event.payload == {"field": "email", "by": "staff"}
    with pytest.raises(InvalidInput):
        confirm_field(bruno.pk, "phone", by=7, now=later)


def test_next_to_confirm_is_what_is_likely_wrong_and_dear(bruno):
    assert next_field_to_confirm(bruno.pk, NOW) is None
    later = NOW + timedelta(days=3000)
    asked = []
    while state := next_field_to_confirm(bruno.pk, later):
        asked.append(state.field)
        confirm_field(bruno.pk, state.field, by=None, now=later)
    # The name of eight years ago is still fresh.
    assert asked == ["email", "address"]
    assert next_field_to_confirm(0, NOW) is None
