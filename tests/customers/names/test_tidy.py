import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.names.tidy import given_names, tidy_given_name


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  ANNA ", "Anna"),
        ("anna", "Anna"),
        ("ANna", "Anna"),
        ("MAŁGORZATA", "Małgorzata"),
        ("malgorzata", "Małgorzata"),
        ("Lukasz", "Łukasz"),
        ("Pawel", "Paweł"),
        ("gosia", "Gosia"),
        ("malgosia", "Małgosia"),
        ("anna – maria", "Anna-Maria"),
        ("jan   paweł", "Jan Paweł"),
        ("McKenzie", "McKenzie"),
        ("dr Anna", "Anna"),
        ("Pani Ewa", "Ewa"),
        ("ks. Jan", "Ks. Jan"),
        ("NA", "Na"),
        ("NAN", "Nan"),
        ("A\u200bnna", "Anna"),
        ("", ""),
        ("Łukasz", "Łukasz"),
    ],
)
def test_tidy_given_name_mends_what_is_certain(typed, tidy):
    assert tidy_given_name(typed) == tidy


@pytest.mark.parametrize("name", ["Lucja", "Roza", "Ludmila", "Zofia", "Emil", "Roman"])
def test_tidy_given_name_leaves_letters_that_may_be_meant(name):
    # 2,849 women are registered as Lucja beside 49,652 of Łucja.
    assert tidy_given_name(name) == name


def test_given_names_keeps_hyphenated_ones_whole():
    assert given_names("anna maria") == ["Anna", "Maria"]
    assert given_names("anna-maria") == ["Anna-Maria"]
    assert given_names(" ") == []


@given(st.one_of(st.text(), st.text("aAnNłŁżßİŉǅ -–'’.\u0301\u0307", max_size=12)))
def test_tidy_given_name_is_idempotent(text):
    once = tidy_given_name(text)
    assert tidy_given_name(once) == once
