"""What of the timeline goes to the lake."""

from wraca.engine.facts import Fact

EVENTS = Fact(
    name="events",
    table="events_event",
    key="event_id",
    month="happened_at",
    append_only=True,
    columns={
        "event_id": ("int64", "t.id"),
        "customer_id": ("int64", "t.customer_id"),
        "happened_at": ("timestamp", "t.at"),
        "kind": ("string", "t.kind"),
        "source": ("string", "t.source"),
        "payload": ("string", "t.payload::text"),
    },
)
FACTS = (EVENTS,)
