import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW, SOURCE, at, load_cast

from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewConsent, NewCustomer, normal_email, normal_phone
from wraca.customers.models import Customer
from wraca.customers.queries import find_matching_ids, list_consents, search_customers
from wraca.events.models import Event


@pytest.fixture
def cast(db):
    load_cast()


def tell(*customers: NewCustomer):
    return record_customers(customers, source=SOURCE, now=NOW)


def found(words: str) -> list[str]:
    return [customer.outside_id for customer in search_customers(words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("zak", ["ada"]),
        ("ŻAK ada", ["ada"]),
        ("601 100 100", ["ada"]),
        ("+48601100100", ["ada"]),
        ("Ada@Example.com", ["ada"]),
        ("ela@exam", ["ela"]),
        ("bruno", ["bruno"]),
        ("ia", []),
        ("", []),
        ("zrebak\x00", ["ela"]),
        # Czyż before Lis, as the Polish alphabet has it.
        ("iu", []),
        ("yk", []),
    ],
)
def test_customers_are_found_by_what_people_type(cast, words, names):
    assert found(words) == names


def test_our_id_finds_its_customer(cast):
    ada = Customer.objects.get(outside_id="ada")
    assert found(str(ada.pk)) == ["ada"]


def test_ids_for_a_filter_are_those_of_the_search(cast):
    assert find_matching_ids("lis") == [Customer.objects.get(outside_id="darek").pk]


def test_field_left_out_keeps_its_value_and_empty_clears_it(cast):
    tell(NewCustomer(outside_id="bruno", city=""))
    bruno = Customer.objects.get(outside_id="bruno")
    assert (bruno.city, bruno.family_name, bruno.folded_name) == ("", "Łoś", "bruno los")


def test_half_a_name_keeps_the_other_half_searchable(cast):
    tell(NewCustomer(outside_id="bruno", given_name="Brunon"))
    assert Customer.objects.get(outside_id="bruno").folded_name == "brunon los"


def test_older_word_changes_nothing(cast):
    tell(NewCustomer(outside_id="bruno", city="Gdynia", source_updated_at=at(11, 2)))
    told = tell(NewCustomer(outside_id="bruno", city="Sopot", source_updated_at=at(11, 1)))
    assert (told.same, Customer.objects.get(outside_id="bruno").city) == (1, "Gdynia")


def test_two_words_in_one_batch_are_told_as_one(cast):
    told = tell(NewCustomer(outside_id="x", city="Gdynia"), NewCustomer(outside_id="x", email="x@example.com"))
    x = Customer.objects.get(outside_id="x")
    assert ([r.status for r in told.results], x.city, x.email) == (["new", "same"], "Gdynia", "x@example.com")


def test_consent_is_the_last_word_and_a_withdrawal_wins_a_tie(cast):
    for action in ("withdrawn", "given"):
        tell(NewCustomer(outside_id="celina", consents=[NewConsent(channel="sms", action=action, at=at(11, 1))]))
    tell(NewCustomer(outside_id="celina", consents=[NewConsent(channel="email", action="withdrawn", at=at(11, 2))]))
    celina = Customer.objects.get(outside_id="celina")
    assert [(c.channel, c.given) for c in list_consents(celina.pk)] == [("email", False), ("sms", False)]
    kinds = Event.objects.filter(customer_id=celina.pk, kind__startswith="consent").values_list("kind", flat=True)
    assert sorted(kinds) == ["consent.given", "consent.given", "consent.withdrawn", "consent.withdrawn"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (NewCustomer(outside_id=""), "id_malformed"),
        (NewCustomer(outside_id="x\x00"), "id_with_control_character"),
        (NewCustomer(outside_id="x\ty"), "id_with_control_character"),
        (NewCustomer(outside_id="x", signed_up_at=at(1, 1).replace(year=1989)), "moment_too_early"),
        (NewCustomer(outside_id="x", email="a b@c.pl"), "email_malformed"),
        (NewCustomer(outside_id="x", phone="12"), "phone_malformed"),
        (NewCustomer(outside_id="x", country="Poland"), "country_malformed"),
        (NewCustomer(outside_id="x", given_name="a\x00"), "text_malformed"),
        (NewCustomer(outside_id="x", traits={"a": ["\x00"]}), "text_malformed"),
        (NewCustomer(outside_id="x", signed_up_at=at(1, 1).replace(year=2030)), "moment_out_of_range"),
    ],
)
def test_bad_customer_is_rejected_with_its_reason(cast, told, reason):
    results = tell(told, NewCustomer(outside_id="good")).results
    assert (results[0].problem.reason, results[1].status) == (reason, "new")


def test_name_and_address_are_lines_that_turn_nothing_beside_them(cast):
    named = {"given_name": "a\r\nBcc: b", "family_name": "\u202eesrever\x1b[2J", "city": "Bielsko\u00a0Biała"}
    tell(NewCustomer(outside_id="x", **named))
    told = Customer.objects.get(outside_id="x")
    assert (told.given_name, told.family_name, told.city) == ("a  Bcc: b", "esrever [2J", "Bielsko\u00a0Biała")


@pytest.mark.parametrize("spelled", ["x@\uff41llegromail.pl", "X@AllegroMail.pl"])
def test_domain_has_one_spelling(spelled):
    assert normal_email(spelled) == "x@allegromail.pl"
    assert normal_email("sklep@Żółw.pl") == "sklep@xn--w-uga1v8h.pl"


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_polish_numbers_are_the_same_however_written(number):
    spaced = f"{number[:3]} {number[3:6]}-{number[6:]}"
    assert normal_phone(number, "PL") == normal_phone(spaced, "PL") == normal_phone(f"0048{number}", "PL")
