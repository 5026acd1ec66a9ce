"""The questions on customers' own page: written, ordered, switched off, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.surveys.forms import KINDS, QuestionForm, as_written
from wraca.console.words import speak
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed
from wraca.surveys.actions import move_question, rewrite_question, switch_question, write_question
from wraca.surveys.counting import Counted, count_answers
from wraca.surveys.models import Question
from wraca.surveys.queries import find_question, list_questions, say
from wraca.surveys.shares import Share


@dataclass(frozen=True)
class ChoiceLine:
    words: str
    count: int
    share: Share | None


@dataclass(frozen=True)
class Line:
    question: Question
    text: str
    purpose: str
    kind: str | Promise
    counted: Counted
    choices: tuple[ChoiceLine, ...]


@allows("manage_questions")
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    counted, language = count_answers(), speak()
    lines = [_line(question, counted.get(question.pk, Counted()), language) for question in list_questions()]
    return render(request, "surveys/list.html", {"lines": lines})


def _line(question: Question, counted: Counted, language: str) -> Line:
    choices = tuple(
        ChoiceLine(say(choice, language), counted.chosen.get(choice["code"], 0), counted.share(choice["code"]))
        for choice in question.choices
    )
    text, purpose = say(question.text, language), say(question.purpose, language)
    return Line(question, text, purpose, KINDS[question.kind], counted, choices)


@allows("manage_questions")
@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            question = write_question(form.wording(), kind=form.cleaned_data["kind"])
        except InvalidInput as error:
            form.add_error(None, _(str(error)))
        else:
            return _kept(request, question, "question.written")
    return render(request, "surveys/question.html", {"form": form})


@allows("manage_questions")
@require_http_methods(["GET", "POST"])
def one_question(request: HttpRequest, code: str) -> HttpResponse:
    question = _find(code)
    form = QuestionForm(request.POST or None, question=question, initial=as_written(question))
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, rewrite_question(code, form.wording()), "question.changed")
        except InvalidInput as error:
            form.add_error(None, _(str(error)))
    context = {"form": form, "question": question, "text": say(question.text, speak()), "kind": KINDS[question.kind]}
    return render(request, "surveys/question.html", context)


@allows("manage_questions")
@require_POST
def order(request: HttpRequest, code: str) -> HttpResponse:
    question = _find(code)
    if move_question(code, up=request.POST.get("to") == "up"):
        return _kept(request, question, "question.changed")
    return redirect("console:questions")


@allows("manage_questions")
@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    _find(code)
    return _kept(request, switch_question(code, active=request.POST.get("on") == "1"), "question.changed")


def _find(code: str) -> Question:
    try:
        return find_question(code)
    except InvalidInput as unknown:
        raise Http404 from unknown


def _kept(request: HttpRequest, question: Question, action: str) -> HttpResponse:
    details = {"code": question.code}
    record_deed(request.user.pk, action, object_kind="question", object_id=question.pk, details=details)
    notices.say(request, _("Saved."))
    return redirect("console:questions")
