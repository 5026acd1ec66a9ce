"""Segments: the list, one of them, its making and changing, and the count while a rule is being written."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.cells import person_cell
from wraca.console.customers.labels import CHANNELS
from wraca.console.customers.queries import people_of
from wraca.console.reading import as_of, find_reader, once, published_at
from wraca.console.segments.rules import words_of
from wraca.console.segments.words import sentence
from wraca.engine.reader import Reader
from wraca.fields import BEHAVIOURS, FIELDS
from wraca.kit import clock
from wraca.kit.errors import Conflict, InvalidInput
from wraca.segments.actions import archive_segment, change_segment, record_segment, restore_segment
from wraca.segments.counting import Description, count_fitting, describe_fitting, explain_nobody, read_rule
from wraca.segments.models import LONGEST_ABOUT, LONGEST_NAME
from wraca.segments.queries import Saved, find_saved, list_saved, list_versions
from wraca.segments.ready_made import READY_MADE, find_ready_made
from wraca.segments.rules import Rule
from wraca.segments.tokens import LONGEST
from wraca.segments.vocabulary import Vocabulary, word_of
from wraca.staff.audit import record_deed
from wraca.staff.models import User


class SegmentForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    about = forms.CharField(label=gettext_lazy("What it is for"), max_length=LONGEST_ABOUT, required=False)
    rule = forms.CharField(
        label=gettext_lazy("Rule"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code", "autocapitalize": "off"}),
        help_text=gettext_lazy('E.g. stage = "repeat" and spent >= 500. The words are below.'),
    )
    target = forms.BooleanField(
        label=gettext_lazy("A target group"),
        required=False,
        help_text=gettext_lazy("Customers worth winning and keeping: the shop is measured by them."),
    )


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    name: str
    about: str
    address: str
    #: None: it means nothing any more, for the reason in `problem`.
    customers: int | None
    target: bool = False
    problem: str = ""


@allows("see_segments")
@require_safe
def segments(request: HttpRequest) -> HttpResponse:
    reader, words = find_reader(), words_of(request)
    own = [_line(saved, reader, words) for saved in list_saved()]
    ready = [
        Line(
            _(each.name),
            _(each.about),
            f"{reverse('console:segment-new')}?like={each.code}",
            _count(each.rule, reader, words),
        )
        for each in READY_MADE
    ]
    context = {"own": own, "ready": ready, "archived": list_saved(archived=True), **_known(reader)}
    return render(request, "segments/list.html", context)


def _line(saved: Saved, reader: Reader | None, words: Vocabulary) -> Line:
    address = reverse("console:segment", args=[saved.segment.pk])
    segment = saved.segment
    try:
        customers, problem = _count(saved.version.rule, reader, words), ""
    except InvalidInput as error:
        customers, problem = None, str(error)
    return Line(segment.name, segment.about, address, customers, segment.target, problem)


def _count(text: str, reader: Reader | None, words: Vocabulary) -> int | None:
    rule = read_rule(text, words)
    return (
        None
        if reader is None
        else once(reader, f"segment {text}", lambda: count_fitting(rule, reader, words).customers)
    )


def _known(reader: Reader | None) -> dict[str, object]:
    return {"as_of": as_of(reader), "published_at": published_at(reader)} if reader else {}


@allows("see_segments")
@require_safe
def segment(request: HttpRequest, segment_id: int) -> HttpResponse:
    saved = _saved(segment_id)
    versions = list_versions(segment_id)
    names = dict(User.objects.filter(pk__in=[version.made_by for version in versions]).values_list("pk", "name"))
    context = {
        "saved": saved,
        "versions": [(version, names.get(version.made_by, "")) for version in versions],
        **_shown(request, saved.version.rule),
    }
    return render(request, "segments/segment.html", context)


@allows("see_segments")
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The part of the page that follows a rule as it is written."""
    return render(request, "segments/count.html", _shown(request, request.GET.get("rule", "")[: LONGEST + 1]))


def _shown(request: HttpRequest, text: str) -> dict[str, object]:
    """What a rule says and whom it finds; or what is wrong with it."""
    reader, words = find_reader(), words_of(request)
    if not text.strip():
        return {"empty": True}
    try:
        rule = read_rule(text, words)
    except InvalidInput as error:
        return {"problem": str(error)}
    said: dict[str, object] = {"sentence": sentence(rule, words, request.shop.currency), "rule": text}
    return said if reader is None else {**said, **_known(reader), **_found(rule, reader, words, request.shop.currency)}


def _found(rule: Rule, reader: Reader, words: Vocabulary, currency: str) -> dict[str, object]:
    found: Description = describe_fitting(rule, reader, words)
    nobody = [] if found.count.customers else explain_nobody(rule, reader, words)
    people = people_of(found.sample_ids)
    return {
        "found": found,
        "sample": [person_cell(people[id_]) for id_ in found.sample_ids if id_ in people],
        "reached": [(CHANNELS[channel], n) for channel, n in (found.reach or {}).items() if n],
        "nobody": [(sentence(part, words, currency), n) for part, n in nobody],
    }


@allows("change_segments")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    like = find_ready_made(request.GET.get("like", ""))
    initial = {"name": _(like.name), "about": _(like.about), "rule": like.rule} if like else {}
    form = SegmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form, None)):
        record_deed(request.user.pk, "segment.made", object_kind="segment", object_id=saved.segment.pk)
        notices.say(request, _("Saved."))
        return redirect("console:segment", saved.segment.pk)
    return render(
        request, "segments/edit.html", {"form": form, **_words(), **_shown(request, form["rule"].value() or "")}
    )


@allows("change_segments")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, segment_id: int) -> HttpResponse:
    known = _saved(segment_id)
    initial = {name: getattr(known.segment, name) for name in ("name", "about", "target")}
    form = SegmentForm(request.POST or None, initial={**initial, "rule": known.version.rule})
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form, segment_id)):
        details = {"version": saved.version.number}
        record_deed(request.user.pk, "segment.changed", object_kind="segment", object_id=segment_id, details=details)
        notices.say(request, _("Saved."))
        return redirect("console:segment", segment_id)
    context = {"form": form, "saved": known, **_words(), **_shown(request, form["rule"].value() or "")}
    return render(request, "segments/edit.html", context)


def _save(request: HttpRequest, form: SegmentForm, segment_id: int | None) -> Saved | None:
    """None: the form says what is wrong."""
    told = dict(form.cleaned_data)
    try:
        rule = read_rule(told.pop("rule"), words_of(request))
    except InvalidInput as error:
        form.add_error("rule", str(error))
        return None
    now, by = clock.now(), request.user.pk
    try:
        if segment_id is None:
            return record_segment(rule=rule, now=now, by=by, **told)
        return change_segment(segment_id, rule=rule, now=now, by=by, **told)
    except (Conflict, InvalidInput) as error:
        form.add_error("name", str(error))
        return None


def _words() -> dict[str, object]:
    """The fields and behaviours, as rules write them."""
    return {
        "fields": [(word_of(field), field) for field in FIELDS],
        "behaviours": [(each, [(word_of(field), field) for field in each.fields]) for each in BEHAVIOURS],
    }


@require_POST
@allows("change_segments")
def archive(request: HttpRequest, segment_id: int) -> HttpResponse:
    saved = _saved(segment_id)
    if archive_segment(segment_id, clock.now()):
        record_deed(request.user.pk, "segment.archived", object_kind="segment", object_id=segment_id)
    undo = reverse("console:segment-restore", args=[segment_id])
    notices.say(request, _("“%s” is put away.") % saved.segment.name, undo_url=undo)
    return redirect("console:segments")


@require_POST
@allows("change_segments")
def restore(request: HttpRequest, segment_id: int) -> HttpResponse:
    _saved(segment_id)
    try:
        if restore_segment(segment_id):
            record_deed(request.user.pk, "segment.restored", object_kind="segment", object_id=segment_id)
    except Conflict as error:
        notices.complain(request, str(error))
        return redirect("console:segments")
    return redirect("console:segment", segment_id)


def _saved(segment_id: int) -> Saved:
    saved = find_saved(segment_id)
    if saved is None:
        raise Http404
    return saved
