"""Two spellings of one thing become one text; what tells nothing becomes None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.duplicates import normal

SAME = [
    (normal.given_of, ["Kasia", "KATARZYNA ", "katarzyna Anna", "Kaśka"], "katarzyna"),
    (normal.given_of, ["Łukasz", "lukasz"], "lukasz"),
    (normal.family_of, ["Nowak-Żak", "nowak zak", "NOWAK–ŻAK"], "nowakzak"),
    (normal.family_stem_of, ["Kowalski", "Kowalska"], "kowalsk"),
    (normal.email_of, ["J.Kowal+sklep@Gmail.com", "jkowal@gmail.com", "jkowal@googlemail.com"], "jkowal@gmail.com"),
    (normal.email_of, ["jan.kowal@wp.pl "], "jan.kowal@wp.pl"),
    (normal.email_user_of, ["Jan.Kowal@wp.pl", "jankowal@o2.pl"], "jankowal"),
    (normal.phone_of, ["+48 601 202 303", "601202303", "0048601-202-303", "48601202303"], "601202303"),
    (normal.postcode_of, ["00-950", "00950", " 00 950"], "00950"),
    (normal.street_of, ["ul. Juliusza Słowackiego 12/3", "J. Słowackiego 12 m. 3", "slowackiego 12"], "slowackiego"),
    (normal.street_of, ["Southern Cross Drive", "southern cross dr."], "cross"),
    (normal.house_of, ["Polna 12A/3", "ul. Polna 12a m. 3", "3 Maja 12A"], "12a"),
    (normal.house_of, ["Polna 12/3", "Polna 12 m. 3", "Polna 12 m 3"], "12"),
    (normal.birth_of, ["1984-03-09", "09.03.1984", "19840309", "1984-03-09 00:00:00"], "19840309"),
]
NOTHING = [
    (normal.given_of, ["", "  ", "–", "123"]),
    (normal.email_of, ["", "jan", "@wp.pl", "a1b2c3+d4e5f6@allegromail.pl"]),
    (normal.email_user_of, ["jan@wp.pl"]),
    (normal.phone_of, ["", "brak", "12345", "000000000"]),
    (normal.birth_of, ["", "1900-01-01", "84-03-09"]),
    (normal.house_of, ["Polna", ""]),
]


@pytest.mark.parametrize(("rule", "texts", "expected"), SAME)
def test_spellings_of_one_thing_are_one_text(rule, texts, expected):
    assert {text: rule(text) for text in texts} == dict.fromkeys(texts, expected)


@pytest.mark.parametrize(("rule", "texts"), NOTHING)
def test_what_tells_nothing_is_none(rule, texts):
    assert {text: rule(text) for text in texts} == dict.fromkeys(texts)


def test_impossible_birth_date_is_kept_as_evidence():
    assert normal.birth_of("19841332") == "19841332"


def test_surname_taken_at_a_wedding_shares_a_part():
    assert normal.family_parts_of("Nowak-Kowalska") == ["kowalska", "nowak"]


RULES = (
    *(normal.given_of, normal.family_of, normal.family_stem_of, normal.email_of, normal.phone_of, normal.postcode_of),
    *(normal.city_of, normal.street_of, normal.house_of, normal.birth_of, normal.document_of),
)


@given(st.text(max_size=40))
def test_any_text_gives_plain_text_or_none(text):
    for rule in RULES:
        given_back = rule(text)
        assert given_back is None or given_back
