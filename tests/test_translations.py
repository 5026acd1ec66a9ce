"""Every sentence that people see has a natural Polish one, with the same placeholders and the three plural forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message as Entry
from scripts.messages import home_of, list_catalogues, list_messages, messages_of_template

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|(?<!\{)\{[a-z_0-9.:,]*\}(?!\})")


def entries() -> Iterator[tuple[str, Entry]]:
    for path, catalogue in list_catalogues().items():
        for entry in catalogue:
            if entry.id:
                yield path.parts[-5], entry


def translations() -> dict[tuple[object, str], tuple[str, ...]]:
    """(sentence or (singular, plural), context) -> its Polish, one text or three."""
    found = {}
    for _where, entry in entries():
        texts = entry.string if isinstance(entry.string, (list, tuple)) else (entry.string,)
        found[entry.id if isinstance(entry.id, str) else tuple(entry.id), entry.context or ""] = tuple(texts)
    return found


def test_every_sentence_has_a_polish_translation():
    known = translations()
    missing = [
        f"{home_of(path).parent.parent.parent.parent.name}: {message.singular!r}"
        for message, path in list_messages().items()
        if not all(known.get((message.key, message.context), ("",)))
    ]
    assert missing == []


def test_every_plural_has_three_polish_forms():
    forms = {entry.id: len(entry.string) for _where, entry in entries() if isinstance(entry.id, (list, tuple))}
    assert {key for key, count in forms.items() if count != 3} == set()


def test_placeholders_are_the_same_in_both_languages():
    wrong = []
    for where, entry in entries():
        originals = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        texts = entry.string if isinstance(entry.string, (list, tuple)) else (entry.string,)
        # The form for one may leave the number out, as its English does; the other forms follow the English plural.
        for text, original in zip(texts, [originals[0], *[originals[-1]] * 2], strict=False):
            if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(original)):
                wrong.append((where, originals[0], text))
    assert wrong == []


def test_no_sentence_is_marked_as_guessed():
    assert [(where, entry.id) for where, entry in entries() if entry.fuzzy] == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% load i18n %}{% translate "Log in" %}', ("Log in", "", "")),
        ('{% translate "Core" context "stage" %}', ("Core", "", "stage")),
        ("{% blocktranslate %}Hi {{ name }}{% endblocktranslate %}", ("Hi %(name)s", "", "")),
        (
            "{% blocktranslate count n=2 %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            ("%(n)s day", "%(n)s days", ""),
        ),
    ],
)
def test_sentences_of_templates_are_found(template, expected):
    (message,) = messages_of_template(template, "sample.html")
    assert (message.singular, message.plural, message.context) == expected
