"""Why two customers may be one person, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

Words: TypeAlias = "str | Promise"

FIELDS: Mapping[str, Words] = {
    "given": gettext_lazy("First name"),
    "family": gettext_lazy("Family name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "birth": gettext_lazy("Born"),
    "document": gettext_lazy("Document"),
}
LEVELS: Mapping[str, Words] = {
    "same": pgettext_lazy("likeness", "the same"),
    "differs": pgettext_lazy("likeness", "different"),
    "slip": pgettext_lazy("likeness", "one slip of the finger apart"),
    "alike": pgettext_lazy("likeness", "alike"),
    "familiar": pgettext_lazy("likeness", "a familiar form of it"),
    "initial": pgettext_lazy("likeness", "only the initial"),
    "other_form": pgettext_lazy("likeness", "the form for the other sex"),
    "part": pgettext_lazy("likeness", "one part the same"),
    "user": pgettext_lazy("likeness", "the same before the @"),
    "named": pgettext_lazy("likeness", "different, both made of the name"),
    "both_lines": pgettext_lazy("likeness", "the same home"),
    "spelt": pgettext_lazy("likeness", "the same home, spelt otherwise"),
    "home_elsewhere": pgettext_lazy("likeness", "the same street and house, another postcode"),
    "house": pgettext_lazy("likeness", "the same house number and postcode"),
    "street": pgettext_lazy("likeness", "the same street, another house"),
    "postcode": pgettext_lazy("likeness", "the same postcode"),
    "city": pgettext_lazy("likeness", "the same town"),
    "street_elsewhere": pgettext_lazy("likeness", "a street of the same name elsewhere"),
    "area": pgettext_lazy("likeness", "the same region"),
    "year": pgettext_lazy("likeness", "the same year"),
    "day": pgettext_lazy("likeness", "the same day of another year"),
}
#: From so many bits on; each bit doubles the odds.
STRENGTHS: tuple[tuple[float, Words, Words], ...] = (
    (8.0, gettext_lazy("speaks very strongly for it"), gettext_lazy("speaks very strongly against it")),
    (4.0, gettext_lazy("speaks strongly for it"), gettext_lazy("speaks strongly against it")),
    (1.0, gettext_lazy("speaks for it"), gettext_lazy("speaks against it")),
    (0.0, gettext_lazy("tells hardly anything"), gettext_lazy("tells hardly anything")),
)
RULES: Mapping[str, Words] = {
    "document": gettext_lazy("the same document number and given name"),
    "email": gettext_lazy("the same e-mail and given name"),
    "phone": gettext_lazy("the same telephone and name"),
    "home": gettext_lazy("the same name, postcode and house"),
    "birth": gettext_lazy("the same name and day of birth"),
}
#: As long as the bar gets.
MOST_BITS = 12.0


@dataclass(frozen=True)
class Why:
    field: Words
    likeness: Words
    strength: Words
    #: good, bad or note: for it, against it, neither.
    tone: str
    bits: float
    #: Of the longest bar.
    share: float


def describe(reasons: Iterable[Mapping[str, Any]]) -> list[Why]:
    """Of what the pair keeps; a field or level that is no longer known is left out."""
    return [_why(reason) for reason in reasons if reason["name"] in FIELDS and reason["level"] in LEVELS]


def _why(reason: Mapping[str, Any]) -> Why:
    bits = float(reason["bits"])
    pro, contra = next((pro, contra) for least, pro, contra in STRENGTHS if abs(bits) >= least)
    tone = "note" if abs(bits) < 1 else "good" if bits > 0 else "bad"
    return Why(
        FIELDS[reason["name"]],
        LEVELS[reason["level"]],
        pro if bits > 0 else contra,
        tone,
        bits,
        min(abs(bits) / MOST_BITS, 1.0),
    )


def certainty(probability: float) -> str:
    if probability >= 0.99:
        return _("Nearly certainly one person")
    return _("Very likely one person") if probability >= 0.9 else _("Perhaps one person")
