"""What the house's own machinery may quote of somebody, taken out: runs, alerts, the queue, the console's saved views
and sessions. Of tables that no domain below owns."""

from __future__ import annotations

import json
import re
from datetime import datetime
from urllib.parse import parse_qsl

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from wraca.customers.identity.mentions import mention_sql, mention_values, mentions
from wraca.customers.identity.subjects import Subject
from wraca.customers.queries import find_matching_ids
from wraca.jobs.models import JobRun

_RUNS = f"""UPDATE jobs_jobrun SET result = '{{}}', error = '', arguments = CASE
        WHEN state = ANY(%(live)s) THEN arguments || '{{"name": ""}}' ELSE '{{}}' END
    WHERE {mention_sql("(arguments::text || result::text || error)")}"""
_ALERTS = f"""DELETE FROM jobs_alert WHERE {mention_sql('(subject || "values"::text)')}"""
_QUEUE = f"""DELETE FROM procrastinate_jobs WHERE status NOT IN ('todo', 'doing') AND {mention_sql("args::text")}"""
_TASKS = f"DELETE FROM console_dismissedtask WHERE {mention_sql('task')}"
_VIEWS = "SELECT id, name, query FROM console_savedview"
_DROP_VIEWS = "DELETE FROM console_savedview WHERE id = ANY(%s)"


def erase_traces(subject: Subject, now: datetime) -> dict[str, int]:
    """To be called while the person can still be found. Returns rows touched, per table."""
    values = {**mention_values(subject), "live": [JobRun.WAITING, JobRun.RUNNING]}
    counts = {}
    with connection.cursor() as cursor:
        for table, statement in (
            ("jobs_jobrun", _RUNS),
            ("jobs_alert", _ALERTS),
            ("procrastinate_jobs", _QUEUE),
            ("console_dismissedtask", _TASKS),
        ):
            cursor.execute(statement, values)
            counts[table] = cursor.rowcount
        cursor.execute(_VIEWS)
        naming = [view for view, name, query in cursor.fetchall() if _names(subject, name, query)]
        cursor.execute(_DROP_VIEWS, [naming])
    return {**counts, "console_savedview": len(naming), "django_session": _clear_sessions(subject)}


def _names(subject: Subject, name: str, query: str) -> bool:
    """A view that quotes them, or whose words find nobody but them."""
    words = [value for key, value in parse_qsl(query) if key == "q"]
    if mentions(subject, " ".join([name, *words])):
        return True
    return any(_finds_alone(subject, text) for text in [name, *words])


def _finds_alone(subject: Subject, words: str) -> bool:
    found = set(find_matching_ids(words, most=len(subject.member_ids) + 1)) if words.strip() else set()
    return bool(found) and found <= set(subject.member_ids)


def _clear_sessions(subject: Subject) -> int:
    """Staff stay logged in; notices that quote the person are taken out of their sessions."""
    cleared = 0
    for session in Session.objects.all().iterator():
        held = session.get_decoded()
        kept = {key: value for key, value in held.items() if not mentions(subject, _plain(value))}
        if kept != held:
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(kept))
            cleared += 1
    return cleared


def _plain(value: object) -> str:
    """Notices lie in a session as JSON within JSON, its letters beyond ASCII escaped."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), json.dumps(value, default=str))
