"""What was answered, counted: people, each by their last word, whichever of their customers said it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from wraca.surveys.shares import Share, share_of

_LAST_WORDS = """SELECT DISTINCT ON (a.question_id, c.canonical_id) a.question_id, a.value
    FROM surveys_answer a JOIN customers_customer c ON c.id = a.customer_id
    ORDER BY a.question_id, c.canonical_id, a.at DESC, a.id DESC"""
_COUNTED = f"""SELECT w.question_id, chosen.code, count(*) FROM ({_LAST_WORDS}) w
    LEFT JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(w.value) WHEN 'array' THEN w.value WHEN 'string' THEN jsonb_build_array(w.value)
        ELSE '[]'::jsonb END) AS chosen(code) ON EXISTS (
            SELECT FROM surveys_question q WHERE q.id = w.question_id AND q.kind IN ('choice', 'many'))
    GROUP BY 1, 2 ORDER BY 1, 2"""
_PEOPLE = """SELECT a.question_id, count(DISTINCT c.canonical_id)
    FROM {table} a JOIN customers_customer c ON c.id = a.customer_id GROUP BY 1"""


@dataclass(frozen=True)
class Counted:
    #: People who were shown the question, and who answered it.
    asked: int = 0
    answered: int = 0
    #: Code of a choice -> people who chose it.
    chosen: Mapping[str, int] = field(default_factory=dict)

    def share(self, code: str) -> Share | None:
        """Of those who answered; of a question with several answers the shares add up to more than one."""
        return share_of(self.chosen.get(code, 0), self.answered)


def count_answers() -> dict[int, Counted]:
    """Question -> what was said to it, of all that were ever shown or answered."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.format(table="surveys_asking"))
        asked = dict(cursor.fetchall())
        cursor.execute(_PEOPLE.format(table="surveys_answer"))
        answered = dict(cursor.fetchall())
        cursor.execute(_COUNTED)
        chosen: dict[int, Counter[str]] = {}
        for question, code, people in cursor.fetchall():
            if code is not None:
                chosen.setdefault(question, Counter())[code] = people
    return {
        question: Counted(asked.get(question, 0), answered.get(question, 0), chosen.get(question, {}))
        for question in sorted({*asked, *answered})
    }
