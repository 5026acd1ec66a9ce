"""Cuts the text of a rule into words, values and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

LONGEST = 10_000
_TOKEN = re.compile(
    r"""\s+
    | (?P<day>\d{4}-\d{2}-\d{2})(?![\w-])
    | (?P<number>-?\d+(?:\.\d+)?%?)(?![\w.])
    | (?P<string>"(?:[^"\\\x00-\x1f]|\\["\\])*")
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign><=|>=|!=|[=<>()\[\],])""",
    re.VERBOSE,
)
END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    #: day, number, string, word, sign or END.
    kind: str
    text: str
    #: Of its first character, from 1.
    place: int


def tokens_of(text: str) -> list[Token]:
    """Ends with one of kind END. Raises InvalidInput at the first character that begins nothing."""
    if len(text) > LONGEST:
        raise InvalidInput(_("the rule has {n} characters; at most {most} are taken").format(n=len(text), most=LONGEST))
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            what = _("a quote that is not closed") if text[place] == '"' else repr(text[place])
            raise InvalidInput(
                _("character {place}: {what} begins nothing a rule is made of").format(place=place + 1, what=what)
            )
        if found.lastgroup:
            yield Token(found.lastgroup, found.group(), place + 1)
        place = found.end()
    yield Token(END, "", len(text) + 1)


def quoted(text: str) -> str:
    """As a string token. Raises InvalidInput for what no text of a rule may hold."""
    if any(character < " " for character in text):
        raise InvalidInput(_("a text in a rule may not hold control characters; came {text!r}").format(text=text))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unquoted(token: Token) -> str:
    return re.sub(r"\\(.)", r"\1", token.text[1:-1])
