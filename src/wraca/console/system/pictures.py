"""The chart of the System page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraca.console import charts
from wraca.console.lists.cells import number
from wraca.console.system.labels import step_label

MOST_BARS = 12


def seconds_per_step(steps: Sequence[Mapping[str, Any]]) -> charts.Chart:
    """The slowest ones; the rest together, so that the bars add up to the whole."""
    slowest = sorted(steps, key=lambda step: (-step["seconds"], step["name"]))
    bars = [charts.Bar(step_label(step["name"]), step["seconds"]) for step in slowest[:MOST_BARS]]
    rest = slowest[MOST_BARS:]
    if rest:
        words = ngettext("%(n)s other step", "%(n)s other steps", len(rest)) % {"n": number(len(rest))}
        bars.append(charts.Bar(words, sum(step["seconds"] for step in rest)))
    total = sum(step["seconds"] for step in steps)
    note = _("%(steps)s steps, %(seconds)s s in all") % {"steps": number(len(steps)), "seconds": number(total, 1)}
    return charts.bars(
        bars,
        charts.Measure(_("Seconds"), "number"),
        title=_("Seconds per step"),
        note=note,
        what=_("Step"),
        size="full",
    )
