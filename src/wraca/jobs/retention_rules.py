"""What grows old, and what is done with it then: the list that the nightly job runs and the dry run counts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wraca.connectors.retention import old_rejects
from wraca.customers.access.retention import old_links
from wraca.customers.consents.erase import erasing_consents
from wraca.customers.consents.retention import EMPTIED as WITHOUT_EVIDENCE
from wraca.customers.consents.retention import old_evidence
from wraca.events.retention import old_behaviour
from wraca.messages.retention import EMPTIED as WITHOUT_ADDRESS
from wraca.messages.retention import old_addresses, old_bodies
from wraca.shop import retention
from wraca.shop.retention import Retention
from wraca.staff.retention import old_links as old_links_of_staff

#: Rows of one transaction: nobody waits for long, and a killed job has done most of its work.
BATCH = 5_000


@dataclass(frozen=True)
class Rule:
    """Rows older than the span of `code` are deleted, or emptied."""

    code: str
    find: Callable[[datetime, datetime], QuerySet[Any]]
    #: Column -> value of rows that stay; nothing: they go.
    emptied: Mapping[str, object] | None = None
    within: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext

    def old(self, kept: Retention, now: datetime) -> QuerySet[Any]:
        return self.find(kept.before(self.code, now), now)

    def forget_batch(self, kept: Retention, now: datetime) -> int:
        """Returns how many rows it was."""
        rows = self.old(kept, now)
        with transaction.atomic(), self.within():
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            old = rows.model._default_manager.filter(pk__in=ids)
            if self.emptied is None:
                old.delete()
            else:
                old.update(**self.emptied)
        return len(ids)


RULES: tuple[Rule, ...] = (
    Rule(retention.EVENTS, old_behaviour),
    Rule(retention.BODIES, lambda before, _now: old_bodies(before)),
    Rule(retention.ADDRESSES, lambda before, _now: old_addresses(before), WITHOUT_ADDRESS),
    Rule(retention.CONSENTS, lambda before, _now: old_evidence(before), WITHOUT_EVIDENCE, erasing_consents),
    Rule(retention.REJECTS, lambda before, _now: old_rejects(before)),
    Rule(retention.LINKS, lambda before, _now: old_links(before)),
    Rule(retention.LINKS, lambda before, _now: old_links_of_staff(before)),
)
