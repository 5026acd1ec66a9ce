import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.customers.names import dictionary
from wraca.customers.names.rules import decline
from wraca.customers.names.vocative import DICTIONARY, EXCEPTION, RULE, find_vocative, without_dictionary

# The thirty commonest names of each sex by the PESEL register, as a native speaker calls them.
COMMONEST = {
    "f": """Anna Anno, Katarzyna Katarzyno, Maria Mario, Małgorzata Małgorzato, Agnieszka Agnieszko, Barbara Barbaro,
    Krystyna Krystyno, Ewa Ewo, Elżbieta Elżbieto, Zofia Zofio, Magdalena Magdaleno, Joanna Joanno,
    Aleksandra Aleksandro, Monika Moniko, Danuta Danuto, Teresa Tereso, Natalia Natalio, Julia Julio, Karolina Karolino,
    Marta Marto, Beata Beato, Dorota Doroto, Alicja Alicjo, Halina Halino, Jadwiga Jadwigo, Janina Janino,
    Jolanta Jolanto, Grażyna Grażyno, Iwona Iwono, Paulina Paulino""",
    "m": """Piotr Piotrze, Krzysztof Krzysztofie, Tomasz Tomaszu, Andrzej Andrzeju, Paweł Pawle, Michał Michale,
    Jan Janie, Jakub Jakubie, Marcin Marcinie, Łukasz Łukaszu, Marek Marku, Stanisław Stanisławie, Grzegorz Grzegorzu,
    Adam Adamie, Mateusz Mateuszu, Wojciech Wojciechu, Mariusz Mariuszu, Dariusz Dariuszu, Zbigniew Zbigniewie,
    Maciej Macieju, Rafał Rafale, Jerzy Jerzy, Robert Robercie, Kamil Kamilu, Szymon Szymonie, Jacek Jacku,
    Kacper Kacprze, Dawid Dawidzie, Janusz Januszu, Ryszard Ryszardzie""",
}
PAIRS = [(gender, *pair.split()) for gender, pairs in COMMONEST.items() for pair in pairs.split(",")]


@pytest.mark.parametrize("lookup", [dictionary.find_vocatives, without_dictionary], ids=["dictionary", "rules"])
def test_vocative_of_the_sixty_commonest_names_is_right(lookup):
    assert [(n, find_vocative(n, g, lookup).form) for g, n, _ in PAIRS] == [(n, form) for _, n, form in PAIRS]


@pytest.mark.parametrize(
    ("name", "gender", "form"),
    [
        # the fleeting e
        ("Aleksander", "m", "Aleksandrze"),
        ("Sylwester", "m", "Sylwestrze"),
        ("Wawrzyniec", "m", "Wawrzyńcze"),
        ("Gaweł", "m", "Gawle"),
        ("Walter", "m", "Walterze"),
        # softening
        ("Konrad", "m", "Konradzie"),
        ("August", "m", "Auguście"),
        ("Przemysł", "m", "Przemyśle"),
        ("Sędziwój", "m", "Sędziwoju"),
        ("Krzysiek", "m", "Krzyśku"),
        # pet names
        ("Jaś", "m", "Jasiu"),
        ("Józio", "m", "Józiu"),
        ("Kasia", "f", "Kasiu"),
        ("Ola", "f", "Olu"),
        ("Gosia", "f", "Gosiu"),
        ("Hania", "f", "Haniu"),
        ("Aśka", "f", "Aśko"),
        # Latin names keep -o
        ("Stefania", "f", "Stefanio"),
        ("Ksenia", "f", "Ksenio"),
        ("Izabela", "f", "Izabelo"),
        # foreign names that every native speaker inflects alike
        ("Vanessa", "f", "Vanesso"),
        ("Nikola", "f", "Nikolo"),
        ("Zoja", "f", "Zojo"),
        ("Xavier", "m", "Xavierze"),
        ("Iryna", "f", "Iryno"),
        ("Noemi", "f", "Noemi"),
        ("Carmen", "f", "Carmen"),
    ],
)
def test_rules_alone_say_it_as_natives_do(name, gender, form):
    assert find_vocative(name, gender, without_dictionary).form == form


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Oleksandr", "m"),
        ("Andrii", "m"),
        ("Yuliia", "f"),
        ("Dmytro", "m"),
        ("Maya", "f"),
        ("Claude", "m"),
        ("Li", "f"),
    ],
)
def test_vocative_is_withheld_where_natives_hesitate(name, gender):
    assert find_vocative(name, gender, without_dictionary).form is None


def test_vocative_says_who_knows_it():
    assert find_vocative("Piotr", "m").origin == DICTIONARY
    assert find_vocative("Piotr", "m", without_dictionary).origin == EXCEPTION
    assert find_vocative("Robert", "m", without_dictionary).origin == RULE
    assert find_vocative("Yuliia", "f", without_dictionary).origin == ""


def test_vocative_of_a_double_name_inflects_both_or_neither():
    assert find_vocative("Anna-Maria", "f").form == "Anno-Mario"
    assert find_vocative("Jan Paweł", "m").form == "Janie Pawle"
    assert find_vocative("Anna-Yuliia", "f").form is None


def test_dictionary_takes_given_names_only_and_prefers_o():
    # Jan is a surname too, and Maju stands beside Majo.
    assert dictionary.find_vocatives("Jan", "m") == ("Janie",)
    assert dictionary.find_vocatives("Maja", "f") == ("Majo", "Maju")
    assert dictionary.find_vocatives("Jan Paweł", "m") == ()


def test_without_morfeusz_the_rules_speak_alone(monkeypatch):
    caches = (dictionary._morfeusz, dictionary.find_vocatives, dictionary.find_genders)
    monkeypatch.setitem(sys.modules, "morfeusz2", None)  # makes the import fail
    for cached in caches:
        cached.cache_clear()
    try:
        assert not dictionary.is_available()
        assert find_vocative("Tomasz", "m").form == "Tomaszu"
        assert find_vocative("Tomasz", "m").origin == RULE
    finally:
        for cached in caches:
            cached.cache_clear()


@given(st.text(), st.sampled_from(["f", "m", ""]))
def test_vocative_never_raises_and_never_grows_foreign_signs(text, gender):
    form = find_vocative(text, gender).form
    assert form is None or not set("0123456789/:@.\n") & set(form)


@given(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), st.sampled_from(["f", "m"]))
def test_rules_keep_the_beginning_of_a_name(name, gender):
    form = decline(name, gender)
    # At most the last six letters inflect, and the first never does.
    assert form is None or form[: max(1, len(name) - 6)] == name[: max(1, len(name) - 6)]
