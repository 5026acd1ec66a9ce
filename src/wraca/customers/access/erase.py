"""Ways into somebody's own page, closed."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.access.models import CustomerSession, LogInLink, LogInRequest
from wraca.customers.identity.subjects import Subject


def erase_access(subject: Subject, now: datetime) -> dict[str, int]:
    """Returns rows deleted, per table."""
    sessions, _by_model = CustomerSession.objects.filter(customer_id__in=subject.member_ids).delete()
    links, _by_model = LogInLink.objects.filter(customer_id__in=subject.member_ids).delete()
    requests, _by_model = LogInRequest.objects.filter(address__in=subject.own_emails).delete()
    return {
        "customers_customersession": sessions,
        "customers_loginlink": links,
        "customers_loginrequest": requests,
    }
