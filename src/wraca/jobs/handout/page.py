"""The document as one page that needs nothing else: readable on a phone, printable, without script or outside file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.numbers import format_currency
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wraca.events.kinds import describe
from wraca.jobs.handout.document import Document, Rows
from wraca.jobs.handout.words import CODES, LABELS, PARTS, SECTIONS
from wraca.kit.money import Money
from wraca.lifecycle.reasons import tell_reason

#: Records of a section on the page, latest first; it says how many more are in the file for programs.
MOST_RECORDS = 2000
#: For programs: what the page would only repeat.
_FOR_PROGRAMS = frozenset({"html", "spent_squares", "gap_squares", "valued_days", "valued_minor"})


@dataclass(frozen=True)
class Record:
    title: str
    #: (label, text); an empty text is left out.
    pairs: Sequence[tuple[str, str]]
    parts: Sequence[Part] = ()


@dataclass(frozen=True)
class Part:
    title: str | Promise
    records: Sequence[Record]


@dataclass(frozen=True)
class ShownSection:
    code: str
    title: str | Promise
    about: str | Promise
    count: int
    records: Sequence[Record]

    @property
    def left_out(self) -> int:
        return self.count - len(self.records)


def write_page(document: Document, language: str, *, links: Mapping[str, str] | None = None) -> str:
    """links: addresses of `back` and of the two files, where it is shown and not kept."""
    style = find_style()
    with translation.override(language), timezone.override(document.shop.zone):
        values = {
            "document": document,
            "language": language,
            "sections": [section for section in _sections(document) if section.count],
            "empty": [section.title for section in _sections(document) if not section.count],
            "style": style,
            "policy": policy_of(style),
            "links": links or {},
        }
        return render_to_string("handout/page.html", values)


def find_style() -> str:
    return render_to_string("handout/page.css")


def policy_of(style: str) -> str:
    """Of a page that brings its own look: that look, and nothing else, whatever stands in its texts."""
    fingerprint = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{fingerprint}'; base-uri 'none'; form-action 'none'"


def _sections(document: Document) -> Iterable[ShownSection]:
    teller = Teller(document.shop.currency)
    for code, section in SECTIONS.items():
        rows = document.sections[code]
        shown = rows[-MOST_RECORDS:][::-1] if len(rows) > MOST_RECORDS else rows
        records = [teller.record(row, section.heads, code) for row in shown]
        yield ShownSection(code, section.title, section.about, len(rows), records)


@dataclass(frozen=True)
class Teller:
    """Puts values into words of the active language."""

    currency: str

    def record(self, row: Mapping[str, Any], heads: Sequence[str] = (), section: str = "") -> Record:
        title = " · ".join(text for head in heads if (text := self.tell(head, row[head])))
        told = {**row, **self._sentences(section, row)}
        below = [name for name in told if name not in heads and name not in PARTS and name not in _FOR_PROGRAMS]
        pairs = [(label, text) for name in below if (text := self.tell(name, told[name])) and (label := _label(name))]
        return Record(title or _("Record"), pairs, self._parts(row))

    def _sentences(self, section: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """What is better said in a sentence than by a code."""
        if section == "events":
            return {"kind": describe(row["kind"], row["payload"], self._money)}
        if section == "inferred":
            return {"stage_reason": tell_reason(row["stage_reason"] or "", row["stage_values"], money=self._money)}
        if section == "stages":
            return {"reason": tell_reason(row["reason"] or "", row["reason_values"], money=self._money)}
        return {}

    def _parts(self, row: Mapping[str, Any]) -> list[Part]:
        lists: list[tuple[str, Rows]] = [(name, row[name]) for name in PARTS if row.get(name)]
        return [Part(PARTS[name], [self.record(each, _heads(name)) for each in rows]) for name, rows in lists]

    def tell(self, name: str, value: Any) -> str:
        """Empty for what is not known."""
        if value is None or value == "" or value == [] or value == {}:
            return ""
        if name == "question_text":
            return str(value.get(translation.get_language() or "en") or next(iter(value.values()), ""))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value)
        if isinstance(value, list | tuple):
            return _listed([self.tell(name, each) for each in value])
        if isinstance(value, Mapping):
            return "; ".join(f"{_label(key)}: {text}" for key, each in value.items() if (text := self.tell(key, each)))
        return self._tell_plain(name, value)

    def _tell_plain(self, name: str, value: Any) -> str:
        if name.endswith("_minor") and isinstance(value, int):
            return self._money(value)
        if isinstance(value, float):
            return number_format(value, 2)
        return str(CODES.get(name, {}).get(str(value), value))

    def _money(self, minor: int) -> str:
        amount = Money(minor, self.currency).decimal()
        return format_currency(amount, self.currency, locale=translation.get_language() or "en")


def _heads(part: str) -> tuple[str, ...]:
    return ("name",) if part == "lines" else ("at",)


def _label(name: str) -> str:
    return str(LABELS.get(name, name.replace("_", " ")))


def _listed(texts: Sequence[str]) -> str:
    return ("\n" if any("\n" in text for text in texts) else ", ").join(texts)
