"""Where else somebody is spoken of: texts that hold an address, a number, an id or a whole name of theirs.

For tables that are about something else and may quote a person. A text that only looks as if it did is taken for one
that does: of these tables nobody misses a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wraca.customers.identity.subjects import Subject
from wraca.kit.text import fold

#: Digits of a phone number by which it is known without its country.
_NATIONAL = 9
#: A shorter id is looked for only where it stands alone, in quotation marks.
_LEAST_ID = 6
_FOLDED = "translate(lower({text}), 'ąćęłńóśźż', 'acelnoszz')"
_MENTION = """(EXISTS (SELECT FROM unnest(%(emails)s::text[]) w WHERE strpos(lower({text}), w) > 0)
    OR EXISTS (SELECT FROM unnest(%(numbers)s::text[]) w
        WHERE strpos(regexp_replace({text}, '[ ()./-]', '', 'g'), w) > 0)
    OR EXISTS (SELECT FROM unnest(%(quoted)s::text[]) w WHERE strpos({text}, w) > 0)
    OR EXISTS (SELECT FROM unnest(%(ids)s::text[]) w WHERE {text} ~ w)
    OR EXISTS (SELECT FROM unnest(%(given)s::text[], %(family)s::text[]) w(given, family)
        WHERE strpos({folded}, w.given) > 0 AND strpos({folded}, w.family) > 0))"""


def mention_sql(text: str) -> str:
    """A condition over an expression that is a text, with the values of `mention_values`."""
    return _MENTION.format(text=text, folded=_FOLDED.format(text=text))


def mention_values(subject: Subject) -> Mapping[str, list[str]]:
    ids = sorted({outside_id for _source, outside_id in subject.outside})
    names = sorted(subject.names)
    return {
        "emails": sorted(subject.emails),
        "numbers": sorted(_number(phone) for phone in subject.phones),
        "quoted": [f'"{outside_id}"' for outside_id in ids],
        "ids": [rf"(^|\W){re.escape(each)}($|\W)" for each in ids if len(each) >= _LEAST_ID],
        "given": [fold(given) for given, _family in names],
        "family": [fold(family) for _given, family in names],
    }


def mentions(subject: Subject, text: str) -> bool:
    """The same for a text at hand."""
    values, lower, folded = mention_values(subject), text.lower(), fold(text)
    digits = re.sub(r"[ ()./-]", "", text)
    return (
        any(email in lower for email in values["emails"])
        or any(number in digits for number in values["numbers"])
        or any(quoted in text for quoted in values["quoted"])
        or any(re.search(each, text) for each in values["ids"])
        or any(
            given in folded and family in folded
            for given, family in zip(values["given"], values["family"], strict=True)
        )
    )


def _number(phone: str) -> str:
    digits = phone.lstrip("+")
    return digits[-_NATIONAL:]
