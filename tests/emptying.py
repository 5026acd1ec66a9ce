"""Empties the database after a test that committed: of its filled tables alone.

Django truncates every table, and a truncated table is a new file for itself and for each of its indexes: a quarter of a
second for eighty tables of which ten hold a row.
"""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

#: What the migrations wrote and no test changes.
KEPT = {Permission._meta.db_table, ContentType._meta.db_table}
#: The queue's, which Django does not manage: a job that was left there would refuse the next test's.
QUEUE = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs")
flush = TransactionTestCase._fixture_teardown


def empty_filled_tables(case: TransactionTestCase) -> None:
    if not _may_pass_triggers():
        flush(case)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither foreign keys nor the triggers that tell the lake of deleted rows.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled_tables(cursor):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _may_pass_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return cursor.fetchone() == (True,)


def _filled_tables(cursor) -> list[str]:
    ours = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    tables = [*sorted(ours - KEPT - {*QUEUE}), *QUEUE]
    questions = (f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    cursor.execute(f"SELECT {', '.join(questions)}")
    return [table for table, filled in zip(tables, cursor.fetchone(), strict=True) if filled]
