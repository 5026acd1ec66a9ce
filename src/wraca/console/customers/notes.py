"""What staff were told: facts, preferences, notes and tags on a profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.held import TONES, VERDICTS
from wraca.console.customers.person_queries import Gathered, gather, names_of_staff
from wraca.console.words import speak
from wraca.customers.freshness import fading
from wraca.customers.models import Note
from wraca.customers.notes.actions import add_note, continue_note
from wraca.customers.notes.queries import NoteChain, find_note, list_notes
from wraca.customers.tags.actions import put_tag, take_tag_off
from wraca.customers.tags.queries import list_tags, list_tags_of
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed
from wraca.surveys.actions import record_answer
from wraca.surveys.answers import CHOICE, MANY
from wraca.surveys.models import Question
from wraca.surveys.queries import find_last_answer, find_question, list_facts, list_questions, show_question

KINDS: Mapping[str, str | Promise] = {
    Note.FACT: pgettext_lazy("kind of note", "Fact"),
    Note.PREFERENCE: pgettext_lazy("kind of note", "Preference"),
    Note.NOTE: pgettext_lazy("kind of note", "Note"),
}


@dataclass(frozen=True)
class ShownNote:
    chain: NoteChain
    label: str | Promise
    #: Each with who it was told to, oldest first.
    said: tuple[tuple[Note, str], ...]

    @property
    def verdict(self) -> str | Promise:
        left = self.chain.confidence
        return "" if left is None else VERDICTS[fading.verdict(left)]

    @property
    def tone(self) -> str:
        left = self.chain.confidence
        return "" if left is None else TONES[fading.verdict(left)]


def show_told(gathered: Gathered, now: datetime) -> dict[str, object]:
    """What templates/customers/notes.html needs."""
    members = gathered.person.member_ids
    chains = list_notes(members, now)
    facts = list_facts(members, language=speak())
    told = [note.by for chain in chains for note in (chain.first, *chain.added)]
    staff = names_of_staff([*told, *(fact.by for fact in facts if fact.by)])
    return {
        "facts": [(fact, staff.get(fact.by or 0, "")) for fact in facts],
        "questions": [show_question(question, speak()) for question in list_questions() if _can_tell(question)],
        "notes": [
            ShownNote(
                chain,
                KINDS[chain.first.kind],
                tuple((note, staff.get(note.by, "")) for note in (chain.first, *chain.added)),
            )
            for chain in chains
        ],
        "note_kinds": KINDS.items(),
        "tags": list_tags_of(members),
        "known_tags": list_tags(),
    }


def _can_tell(question: Question) -> bool:
    """What somebody said in their own words is a note."""
    return question.active and question.kind in (CHOICE, MANY)


@require_POST
@allows("change_customers")
def write_answer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What a customer would have answered on their own page, told to staff: `answer` is QUESTION:CHOICE."""
    gathered = _find(customer_id)
    by, now = request.user.pk, clock.now()

    def write() -> None:
        code, _colon, choice = request.POST.get("answer", "").partition(":")
        question = find_question(code)
        last = find_last_answer(gathered.person.member_ids, question) if question.kind == MANY else None
        said = [*(last if isinstance(last, list) else []), choice] if question.kind == MANY else choice
        answer = record_answer(gathered.shown.pk, code, said, now=now, by=by)
        details = {"answer": answer.pk, "question": code}
        record_deed(by, "customer.answer_told", object_kind="customer", object_id=gathered.shown.pk, details=details)

    return _answer(request, gathered, write, _("Written down."), now)


@require_POST
@allows("change_customers")
def write_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    gathered = _find(customer_id)
    posted, by, now = request.POST, request.user.pk, clock.now()

    def write() -> None:
        text = posted.get("text", "")
        if after := posted.get("continues"):
            _own_note(gathered, after)
            note = continue_note(int(after), text, by=by, now=now)
        else:
            kind = posted.get("kind", "")
            subject = "" if kind == Note.NOTE else posted.get("subject", "")
            note = add_note(gathered.shown.pk, kind, text, by=by, now=now, subject=subject)
        details = {"note": note.pk, "kind": note.kind}
        record_deed(by, "customer.noted", object_kind="customer", object_id=gathered.shown.pk, details=details)

    return _answer(request, gathered, write, _("Written down."), now)


@require_POST
@allows("change_customers")
def change_tag(request: HttpRequest, customer_id: int) -> HttpResponse:
    gathered = _find(customer_id)
    by, now = request.user.pk, clock.now()

    def change() -> None:
        off = request.POST.get("off", "")
        if off.isascii() and off.isdigit():
            deed, action = take_tag_off(gathered.person.member_ids, int(off), by=by, now=now), "customer.untagged"
        else:
            deed, action = put_tag([gathered.shown.pk], request.POST.get("tag", ""), by=by, now=now), "customer.tagged"
        details = {"tag": deed.tag.pk, "deed": str(deed.deed)}
        record_deed(by, action, object_kind="customer", object_id=gathered.shown.pk, details=details)

    return _answer(request, gathered, change, _("Saved."), now)


def _find(customer_id: int) -> Gathered:
    gathered = gather(customer_id)
    if gathered is None:
        raise Http404
    return gathered


def _own_note(gathered: Gathered, text: str) -> None:
    note = find_note(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if note is None or note.customer_id not in gathered.person.member_ids:
        raise Http404


def _answer(request: HttpRequest, gathered: Gathered, do: Callable[[], None], said: str, now: datetime) -> HttpResponse:
    problem = ""
    try:
        do()
    except InvalidInput as error:
        problem = _(str(error))
    if not request.headers.get("HX-Request"):
        (notices.complain if problem else notices.say)(request, problem or said)
        return redirect("console:customer", gathered.shown.pk)
    context = {"person": gathered.shown, "problem": problem, "said": "" if problem else said}
    return render(request, "customers/notes.html", {**context, **show_told(gathered, now)})
