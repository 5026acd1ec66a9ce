"""The one way by which records of consent are changed or deleted: an erasure, an undo, the end of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from wraca.customers.consents.models import ConsentTrace, OptIn
from wraca.customers.identity.subjects import Subject
from wraca.customers.models import ConsentRecord

_SET = "SELECT set_config('wraca.erasing', %s, true)"


@contextmanager
def erasing_consents() -> Iterator[None]:
    """Within it, and within the transaction it opens, the trigger that keeps records lets them go."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SET, ["on"])
        yield
        cursor.execute(_SET, ["off"])


def erase_consents(subject: Subject, now: datetime) -> dict[str, int]:
    """Takes out of the records what says who somebody was, and leaves what proves the consent: purpose, channel, word,
    moment, source and wording. Returns rows touched, per table."""
    ids = subject.member_ids
    with erasing_consents():
        traces, _ = ConsentTrace.objects.filter(record__customer_id__in=ids).delete()
        requests, _ = OptIn.objects.filter(customer_id__in=ids).delete()
        told = ConsentRecord.objects.filter(customer_id__in=ids).exclude(evidence={}, form_url="")
        records = told.update(evidence={}, form_url="")
    return {"customers_consenttrace": traces, "customers_optin": requests, "customers_consentrecord": records}


def forget_traces(now: datetime) -> int:
    """Deletes addresses and browsers that were kept long enough, and requests that nobody confirmed in time."""
    forgotten, _ = ConsentTrace.objects.filter(keep_until__lte=now).delete()
    OptIn.objects.filter(expires_at__lte=now, confirmed_at=None).delete()
    return forgotten
