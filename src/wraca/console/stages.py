"""The names of the five stages, in the order of life."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAGES: dict[str, str | Promise] = {
    "potential": pgettext_lazy("stage", "Potential"),
    "first_purchase": pgettext_lazy("stage", "First purchase"),
    "repeat": pgettext_lazy("stage", "Repeat"),
    "core": pgettext_lazy("stage", "Core"),
    "leaving": pgettext_lazy("stage", "Leaving"),
}
MEANINGS: dict[str, str | Promise] = {
    "potential": _("Known to the shop, no order yet"),
    "first_purchase": _("One order so far"),
    "repeat": _("More than one order"),
    "core": _("Regular, active and among the most valuable"),
    "leaving": _("Past their own rhythm: gone or going"),
}


def stage_name(code: str) -> str:
    return str(STAGES.get(code, code))
