"""How long what is kept of people is kept: the rules, what would go today, and whoever cannot be asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.cells import name_of
from wraca.console.progress import describe_run
from wraca.console.system import queries
from wraca.console.system.retention_labels import RULES
from wraca.customers.models import KeepQuestion
from wraca.customers.queries import list_customers
from wraca.customers.rights.keeping import count_open_questions, end_question, list_open_questions
from wraca.jobs.apply_retention import KIND, measure_retention
from wraca.jobs.inactive_customers import tell_staff_of_inactive
from wraca.jobs.runs import queue_run
from wraca.kit import clock
from wraca.kit.errors import WracaError
from wraca.shop.actions import set_retention
from wraca.shop.queries import find_retention
from wraca.shop.retention import LEAST_MONTHS, MOST_MONTHS
from wraca.staff.audit import record_deed

#: People shown to be decided on.
MOST_PEOPLE = 50


class RetentionForm(forms.Form):
    """One field a rule, in months."""

    asks_inactive = forms.BooleanField(
        label=gettext_lazy("Ask people who never bought, and erase those who do not answer"),
        required=False,
        help_text=gettext_lazy("Off until you say so: letters leave and people are erased by themselves, every night."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, words in RULES.items():
            self.fields[code] = forms.IntegerField(label=words.title, min_value=LEAST_MONTHS, max_value=MOST_MONTHS)

    def rules(self, measured: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"field": self[code], "words": words, "rows": measured["rules"][code]["rows"]}
            for code, words in RULES.items()
        ]


@allows("change_settings")
@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    kept = find_retention()
    initial = {**kept.months, "asks_inactive": kept.asks_inactive}
    form = RetentionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _keep(form.cleaned_data)
        changed = sorted(name for name in initial if initial[name] != form.cleaned_data[name])
        record_deed(request.user.pk, "shop.retention_changed", details={"rules": changed})
        notices.say(request, _("Saved."))
        return HttpResponseRedirect(reverse("console:settings-retention"))
    live = queries.find_live_run((KIND,))
    context = {
        "form": form,
        "rules": form.rules(measure_retention(clock.now())),
        "job": describe_run(live) if live else None,
        **_waiting(),
    }
    return render(request, "system/retention.html", context)


def _keep(told: dict[str, Any]) -> None:
    set_retention({code: told[code] for code in RULES}, asks_inactive=told["asks_inactive"])


def _waiting() -> dict[str, Any]:
    questions = list_open_questions(KeepQuestion.STAFF, most=MOST_PEOPLE)
    people = list_customers([question.customer_id for question in questions])
    known = [
        (question, name_of(vars(people[question.customer_id])))
        for question in questions
        if question.customer_id in people
    ]
    return {"waiting": known, "waiting_count": count_open_questions(KeepQuestion.STAFF)}


@allows("change_settings")
@require_POST
def apply_now(request: HttpRequest) -> HttpResponse:
    try:
        run = queue_run(KIND, started_by=request.user.pk)
    except WracaError as refusal:
        notices.complain(request, str(refusal))
        return HttpResponseRedirect(reverse("console:settings-retention"))
    record_deed(request.user.pk, "retention.started", object_kind="job", object_id=run.pk)
    return HttpResponseRedirect(reverse("console:job", args=[run.pk]))


@allows("change_settings")
@require_POST
def keep_person(request: HttpRequest, question_id: int) -> HttpResponse:
    if end_question(question_id, KeepQuestion.KEPT, clock.now()):
        record_deed(request.user.pk, "retention.kept", object_kind="question", object_id=question_id)
        tell_staff_of_inactive(clock.now())
        notices.say(request, _("Kept. They are not asked again for as long as the rule says."))
    return HttpResponseRedirect(reverse("console:settings-retention"))
