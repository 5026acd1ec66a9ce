"""No table escapes: each is known to hold something of people, or not to."""

from __future__ import annotations

from django.db import connection

from wraca.jobs.personal_tables import IMPERSONAL, PERSONAL


def test_each_table_of_the_database_is_in_one_list(db):
    assert not PERSONAL.keys() & IMPERSONAL.keys()
    assert sorted({*PERSONAL, *IMPERSONAL}) == sorted(connection.introspection.table_names())


def test_each_personal_table_is_handed_out_or_says_why_not():
    assert [name for name, held in PERSONAL.items() if bool(held.exported_by) == bool(held.why_not)] == []


def test_each_impersonal_table_says_why():
    assert [name for name, reason in IMPERSONAL.items() if not reason] == []
