import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.names.familiar import familiar_forms, full_forms, full_names
from wraca.kit.text import fold


@pytest.mark.parametrize(
    ("familiar", "full"),
    [
        ("Kasia", ("katarzyna",)),
        ("gosia", ("malgorzata",)),
        ("Gośka", ("malgorzata",)),
        ("TOMEK", ("tomasz",)),
        ("Wojtek", ("wojciech",)),
        ("Zosia", ("zofia",)),
        ("Kuba", ("jakub",)),
    ],
)
def test_full_names_finds_what_a_pet_name_is_short_for(familiar, full):
    assert full_names(familiar) == full


def test_full_names_gives_every_name_an_ambiguous_form_may_mean():
    assert full_names("Ola") == ("aleksandra", "olga")
    assert set(full_names("Aga")) == {"agata", "agnieszka"}
    assert set(full_names("Bartek")) == {"bartlomiej", "bartosz"}


def test_full_names_gives_a_full_name_itself():
    assert full_names("Katarzyna") == ("katarzyna",)
    assert full_names("Łukasz") == ("lukasz",)
    assert full_names("Hanna") == ("hanna",)  # Anna is another person, though the name is the same in origin


def test_full_names_keeps_what_no_table_knows():
    assert full_names("Xanthippe") == ("xanthippe",)
    assert full_names("  ") == ()


@pytest.mark.parametrize(("one", "other"), [("Oleksandr", "Aleksander"), ("Yuliia", "Julia"), ("Sofiia", "Zosia")])
def test_full_names_of_two_spellings_share_a_member(one, other):
    assert set(full_names(one)) & set(full_names(other))


def test_full_forms_restores_polish_letters():
    assert full_forms("gosia") == ("Małgorzata",)
    assert full_forms("Lukasz") == ("Łukasz",)
    assert full_forms("Xanthippe") == ()


def test_familiar_forms_all_lead_to_their_full_name():
    pairs = list(familiar_forms())
    assert len(pairs) > 2000
    assert [(pet, full) for pet, full in pairs if fold(full) not in full_names(pet)] == []


@given(st.text())
def test_full_names_of_any_text_begin_with_it_or_are_in_the_table(text):
    names = full_names(text)
    assert names == ((fold(text),) if fold(text) else ()) or set(names[1:]) <= {
        fold(full) for _, full in familiar_forms()
    }
