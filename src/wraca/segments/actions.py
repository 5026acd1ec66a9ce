"""Keeps segments. A rule is never overwritten: another one is the next version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction

from wraca.kit.errors import Conflict, InvalidInput
from wraca.kit.language import _
from wraca.segments.models import LONGEST_ABOUT, LONGEST_NAME, Segment, SegmentVersion
from wraca.segments.queries import Saved, find_saved
from wraca.segments.rules import Rule
from wraca.segments.writing import write_rule


def record_segment(
    name: str, rule: Rule, *, now: datetime, by: int | None, about: str = "", target: bool = False
) -> Saved:
    """rule: checked. Raises InvalidInput for an empty or endless name, Conflict for one that another segment has."""
    name, about = _texts(name, about)
    with _named(name):
        segment = Segment.objects.create(name=name, about=about, target=target)
        return Saved(segment, _add_version(segment, 1, rule, now, by))


def change_segment(
    segment_id: int, name: str, rule: Rule, *, now: datetime, by: int | None, about: str = "", target: bool = False
) -> Saved:
    """The same rule makes no version. Raises as `record_segment`, and InvalidInput for an unknown segment."""
    name, about = _texts(name, about)
    with _named(name):
        segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
        if segment is None:
            raise InvalidInput(f"there is no segment {segment_id}")
        segment.name, segment.about, segment.target = name, about, target
        segment.save(update_fields=["name", "about", "target"])
        saved = find_saved(segment_id)
        assert saved is not None
        if saved.version.rule == write_rule(rule):
            return saved
        return Saved(segment, _add_version(segment, saved.version.number + 1, rule, now, by))


def archive_segment(segment_id: int, now: datetime) -> bool:
    """False: it is unknown, or was put away before."""
    return bool(Segment.objects.filter(pk=segment_id, archived_at=None).update(archived_at=now))


def restore_segment(segment_id: int) -> bool:
    """Takes it out again. Raises Conflict if another took its name meanwhile."""
    segment = Segment.objects.filter(pk=segment_id).first()
    with _named(segment.name if segment else ""):
        return bool(Segment.objects.filter(pk=segment_id).exclude(archived_at=None).update(archived_at=None))


def _add_version(segment: Segment, number: int, rule: Rule, now: datetime, by: int | None) -> SegmentVersion:
    return SegmentVersion.objects.create(segment=segment, number=number, rule=write_rule(rule), made_at=now, made_by=by)


def _texts(name: str, about: str) -> tuple[str, str]:
    name, about = " ".join(name.split()), " ".join(about.split())
    if not 0 < len(name) <= LONGEST_NAME or len(about) > LONGEST_ABOUT or "\x00" in name + about:
        raise InvalidInput(
            _("a segment has a name of 1 to {name} characters, and at most {about} on what it is for").format(
                name=LONGEST_NAME, about=LONGEST_ABOUT
            )
        )
    return name, about


@contextmanager
def _named(name: str) -> Iterator[None]:
    """A transaction in which the one constraint that may fail is that of names."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(_("there is a segment “{name}” already").format(name=name)) from error
