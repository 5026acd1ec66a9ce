"""Whether imported flags of consent count, and for how many customers each answer would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wraca.console.access import allows
from wraca.console.notices import say
from wraca.console.reading import find_reader, once
from wraca.customers.consents.queries import list_asked
from wraca.customers.consents.texts import MARKETING
from wraca.engine.reader import Reader
from wraca.shop.actions import choose_flag_rule
from wraca.shop.choices import COUNTED, FLAG_RULES, IGNORED, UNTIL_ASKED
from wraca.staff.audit import record_deed

#: Of which messages leave the house.
CHANNEL = "email"
#: Rule -> what it is, what follows.
WORDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    IGNORED: (
        gettext_lazy("They do not count"),
        gettext_lazy("Only who agreed with proof is written to. The law asks the sender to show when and how."),
    ),
    UNTIL_ASKED: (
        gettext_lazy("They count until the customer was asked"),
        gettext_lazy("Who was asked to confirm and did not, is left in peace. Before that you answer for the flag."),
    ),
    COUNTED: (
        gettext_lazy("They count"),
        gettext_lazy("Only if you can show for each of them, from the other system, when and how they agreed."),
    ),
}


@dataclass(frozen=True)
class Answer:
    code: str
    label: str | Promise
    text: str | Promise
    #: How many may be written to by e-mail; None: nothing was computed yet.
    customers: int | None
    chosen: bool


def list_answers(chosen: str) -> list[Answer]:
    reader = find_reader()
    counted = _count(reader) if reader and reader.has("reach") else {}
    return [Answer(code, *WORDS[code], counted.get(code), code == chosen) for code in WORDS]


def _count(reader: Reader) -> dict[str, int]:
    """As of the last refresh, but for who was asked since."""
    agreed = once(reader, "flag_rule", lambda: _agreed(reader))
    asked = list_asked(MARKETING, CHANNEL)
    proven, flags = agreed
    return {
        IGNORED: proven,
        COUNTED: proven + len(flags),
        UNTIL_ASKED: proven + len(flags - asked),
    }


def _agreed(reader: Reader) -> tuple[int, frozenset[int]]:
    """How many agreed with proof, and who by a flag alone."""
    found = reader.one(f"SELECT count(*) AS n FROM reach WHERE {CHANNEL}") or {"n": 0}
    flags = reader.arrow(f"SELECT customer_id FROM reach WHERE {CHANNEL}_unproven ORDER BY customer_id")
    return int(found["n"]), frozenset(flags.column("customer_id").to_pylist())


@allows("change_settings")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    rule = request.POST.get("rule", "")
    if rule not in FLAG_RULES:
        raise Http404
    before = request.shop.flag_rule
    choose_flag_rule(rule)
    if rule != before:
        details = {"before": before, "after": rule}
        record_deed(request.user.pk, "consent.flag_rule_chosen", object_kind="shop", object_id=1, details=details)
    say(request, _("Saved. It holds for every message that leaves from now on."))
    return redirect("console:settings-wordings")
