import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.names.gender import grammatical_gender
from wraca.customers.names.greeting import STYLES, greet, require_greeting_name
from wraca.kit.errors import InvalidInput


@pytest.mark.parametrize(
    ("given_name", "formal", "familiar", "english"),
    [
        ("Agnieszka", "Pani Agnieszko", "Agnieszko", "Dear Agnieszka"),
        ("piotr", "Panie Piotrze", "Piotrze", "Dear Piotr"),
        ("MALGORZATA", "Pani Małgorzato", "Małgorzato", "Dear Małgorzata"),
        ("Kasia", "Pani Kasiu", "Kasiu", "Dear Kasia"),
        ("Kuba", "Panie Kubo", "Kubo", "Dear Kuba"),
        ("Anna Maria", "Pani Anno", "Anno", "Dear Anna"),
        ("Anna-Maria", "Pani Anno-Mario", "Anno-Mario", "Dear Anna-Maria"),
        # Nobody is sure of the vocative, everybody of the name.
        ("Oleksandr", "Dzień dobry", "Dzień dobry", "Dear Oleksandr"),
        # Saszo is right for both, Pani is not.
        ("Sasza", "Dzień dobry", "Saszo", "Dear Sasza"),
        ("", "Dzień dobry", "Dzień dobry", "Hello"),
        ("Олександр", "Dzień dobry", "Dzień dobry", "Hello"),
    ],
)
def test_greet_in_each_style_and_language(given_name, formal, familiar, english):
    assert greet(given_name).text == formal
    assert greet(given_name, style="familiar").text == familiar
    assert greet(given_name, language="en").text == english


def test_greet_says_why_it_is_neutral():
    reasons = {name: greet(name).reason for name in ("", "Wygrałeś", "Sasza", "Yuliia", "Anna")}
    assert reasons == {
        "": "no_name",
        "Wygrałeś": "unknown_name",
        "Sasza": "unsure_gender",
        "Yuliia": "unsure_form",
        "Anna": "dictionary",
    }


def test_greet_believes_what_was_set():
    assert greet("Katarzyna", set_name="Kasiu").text == "Pani Kasiu"
    assert greet("Sasza", gender="m").text == "Panie Saszo"
    assert greet("Sasza", gender="f").text == "Pani Saszo"
    assert greet("Xx", set_name="Oleksandrze", gender="m").text == "Panie Oleksandrze"
    assert greet("Xx", set_name="Oleksandrze").text == "Dzień dobry"  # a title needs a gender


def test_greet_uses_the_surname_to_tell_the_gender():
    assert greet("Andrea", "Kowalska").text == "Pani Andreo"
    assert greet("Andrea", "Kowalski").text == "Panie Andreo"
    assert greet("Andrea", "Nowak").text == "Dzień dobry"


@pytest.mark.parametrize(
    "injected",
    [
        "http://zlo.pl",
        "www.zlo.pl",
        "Wygrałeś",
        "Wygrałeś 1000 zł",
        "zlo.pl/Anna",
        "1",
        "💰 Anna",
        "Promocja",
        "\nBcc: x@y.pl",
    ],
)
def test_greet_never_repeats_an_injected_name(injected):
    for language in ("pl", "en"):
        for style in STYLES:
            assert greet(injected, language=language, style=style).text in {"Dzień dobry", "Hello"}


@given(st.text(), st.text(), st.sampled_from(STYLES), st.sampled_from(["pl", "en", "uk", ""]))
def test_greet_never_raises_and_holds_letters_only(given_name, family_name, style, language):
    greeting = greet(given_name, family_name, style=style, language=language)
    assert re.fullmatch(r"[^\W\d_]+([ '’-][^\W\d_]+)*", greeting.text)


@pytest.mark.parametrize(("name", "code"), [("Anna", "f"), ("Piotr", "m"), ("Kuba", "m"), ("Noemi", "f"), ("Ola", "f")])
def test_grammatical_gender_is_sure_of_common_names(name, code):
    gender = grammatical_gender(name)
    assert gender.code == code
    assert gender.confidence > 0.98


def test_grammatical_gender_counts_bearers():
    # Nika: 1711 women, 986 men, and one person's worth of ending (0.905): 1711.905 / 2698
    assert grammatical_gender("Nika").confidence == round(1711.905 / 2698, 6)
    assert grammatical_gender("Nika").code == "f"
    assert grammatical_gender("").confidence == 0.5


@pytest.mark.parametrize("text", ["Kasiu", "Anno-Mario", "  Panie   Kubo ", "O'Neilu", ""])
def test_require_greeting_name_accepts_words(text):
    assert require_greeting_name(text) == " ".join(text.split())


def test_require_greeting_name_composes_letters():
    assert require_greeting_name("Jo\u0301ziu") == "Józiu"


@pytest.mark.parametrize("text", ["http://zlo.pl", "Anno1", "Anno!", "a b c d", "x" * 41, "Anno\u200b", "<b>"])
def test_require_greeting_name_refuses_the_rest(text):
    with pytest.raises(InvalidInput):
        require_greeting_name(text)
