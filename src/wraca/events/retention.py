"""What of the timeline grows old: what customers were seen doing. What the shop itself did and noticed stays: orders
and consents would tell it anew, and changes of stage would be appended again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from wraca.events.kinds import KINDS, OUTSIDE
from wraca.events.models import Event

#: What says that somebody was there.
BEHAVIOUR = tuple(sorted({kind.name for kind in KINDS.values() if kind.sender == OUTSIDE} | {"customer.page_opened"}))
#: What has just come in may not have been read by those who follow the timeline.
SETTLED = timedelta(days=1)


def old_behaviour(before: datetime, now: datetime) -> QuerySet[Event]:
    return Event.objects.filter(kind__in=BEHAVIOUR, at__lt=before, recorded_at__lt=now - SETTLED)
