"""The column by which rows reach the lake: the id of the transaction that wrote them last.

Ids and `updated_at` are not in commit order; transaction ids below the oldest running one are (docs/adr/0004).
"""

from django.db import models
from django.db.models.expressions import Func


class TransactionId(Func):
    """`pg_current_xact_id()` as a bigint; the database's default for `changed`."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()
    allowed_default = True
    arity = 0


def changed_column() -> models.BigIntegerField:
    """A trigger of the migration sets it again at each update: Django would write the old value back."""
    return models.BigIntegerField(db_default=TransactionId(), editable=False)
