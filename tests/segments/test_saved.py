"""Saved segments: a version for each rule, one name for each."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from wraca.kit.errors import Conflict, InvalidInput
from wraca.segments.actions import archive_segment, change_segment, record_segment, restore_segment
from wraca.segments.models import Segment
from wraca.segments.parsing import parse_rule
from wraca.segments.queries import find_saved, list_saved, list_versions

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def rule(text):
    return parse_rule(text, frozenset({"bought"}))


def test_another_rule_is_another_version_and_the_same_is_none(db):
    saved = record_segment("Wierni", rule("orders>3"), now=NOW, by=7, about="Nagrody")
    change_segment(saved.segment.pk, "Wierni", rule("orders > 3"), now=NOW, by=7)
    change_segment(saved.segment.pk, "Najwierniejsi", rule("orders > 5"), now=NOW, by=8, target=True)
    versions = [(version.number, version.rule, version.made_by) for version in list_versions(saved.segment.pk)]
    assert versions == [(2, "orders > 5", 8), (1, "orders > 3", 7)]
    found = find_saved(saved.segment.pk)
    assert (found.segment.name, found.segment.about, found.segment.target) == ("Najwierniejsi", "", True)
    assert found.version.number == 2


def test_a_name_belongs_to_one_segment_until_it_is_put_away(db):
    first = record_segment("Wierni", rule("invented"), now=NOW, by=None).segment.pk
    with pytest.raises(Conflict, match="“wierni”"):
        record_segment("wierni", rule("invented"), now=NOW, by=None)
    assert archive_segment(first, NOW)
    assert not archive_segment(first, NOW)
    second = record_segment("wierni", rule("invented"), now=NOW, by=None).segment.pk
    with pytest.raises(Conflict):
        restore_segment(first)
    archive_segment(second, NOW)
    assert restore_segment(first)
    assert [saved.segment.pk for saved in list_saved()] == [first]
    assert [saved.segment.pk for saved in list_saved(archived=True)] == [second]


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "a\x00"])
def test_a_name_that_is_none_is_refused(db, name):
    with pytest.raises(InvalidInput, match="1 to 80"):
        record_segment(name, rule("invented"), now=NOW, by=None)
    assert not Segment.objects.exists()


def test_a_segment_that_is_not_there_is_told(db):
    with pytest.raises(InvalidInput, match="there is no segment 5"):
        change_segment(5, "Wierni", rule("invented"), now=NOW, by=None)
    assert find_saved(5) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_change_at_once_make_two_versions():
    saved = record_segment("Wierni", rule("invented"), now=NOW, by=None)
    start = Barrier(2)

    def change(least):
        start.wait()
        change_segment(saved.segment.pk, "Wierni", rule(f"orders > {least}"), now=NOW, by=least)
        connection.close()

    threads = [Thread(target=change, args=(least,)) for least in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(version.number for version in list_versions(saved.segment.pk)) == [1, 2, 3]
