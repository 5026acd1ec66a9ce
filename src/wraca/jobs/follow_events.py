"""Follows the timeline and calls what wraca.reactions lists, at least once for each event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from django.db import transaction

from wraca.events.models import Cursor
from wraca.events.queries import horizon, list_after
from wraca.reactions import REACTIONS, Reaction

FOLLOWER = "reactions"
BATCH = 500


def follow_events(
    now: datetime, *, reactions: Mapping[str, tuple[Reaction, ...]] = REACTIONS, follower: str = FOLLOWER
) -> int:
    """Handles what has come since the last time; returns how many events. Safe to run twice and to stop half-way: the
    cursor moves in the transaction of its batch, and a batch that fails is tried again by the next run."""
    handled = 0
    while count := _follow_batch(now, reactions, follower):
        handled += count
    return handled


def _follow_batch(now: datetime, reactions: Mapping[str, tuple[Reaction, ...]], follower: str) -> int:
    with transaction.atomic():
        Cursor.objects.get_or_create(follower=follower)
        # Two followers at once take turns.
        cursor = Cursor.objects.select_for_update().get(pk=follower)
        below = horizon()
        events = list_after(cursor.position, cursor.last_id, below=below, kinds=sorted(reactions), limit=BATCH)
        for kind, group in groupby(sorted(events, key=lambda event: event.kind), key=lambda event: event.kind):
            same_kind = list(group)
            for reaction in reactions[kind]:
                reaction(same_kind, now)
        if len(events) == BATCH:
            cursor.position, cursor.last_id = events[-1].changed, events[-1].pk
        else:
            # Nothing of ours is left below the horizon, however much of other kinds there is.
            cursor.position, cursor.last_id = below, 0
        cursor.updated_at = now
        cursor.save()
    return len(events)
