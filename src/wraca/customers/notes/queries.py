"""What staff were told of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wraca.customers.freshness import fading
from wraca.customers.models import Note


@dataclass(frozen=True)
class NoteChain:
    first: Note
    #: What was added later, oldest first.
    added: Sequence[Note]
    #: How far a fact or a preference can still be believed; None for a note, which only says what was once said.
    confidence: float | None

    @property
    def last(self) -> Note:
        return self.added[-1] if self.added else self.first


def list_notes(customer_ids: Sequence[int], now: datetime) -> list[NoteChain]:
    """Facts, preferences, notes; of each kind the latest said first."""
    notes = list(Note.objects.filter(customer__in=customer_ids).order_by("at", "id"))
    chains = [
        _chain(first, [note for note in notes if note.continues_id == first.pk], now)
        for first in notes
        if first.continues_id is None
    ]
    places = {kind: place for place, kind in enumerate(Note.KINDS)}
    return sorted(chains, key=lambda chain: (places[chain.first.kind], -chain.last.at.timestamp(), -chain.last.pk))


def find_note(note_id: int) -> Note | None:
    return Note.objects.filter(pk=note_id).first()


def _chain(first: Note, added: Sequence[Note], now: datetime) -> NoteChain:
    last = added[-1] if added else first
    rate = fading.PRIORS.get(first.kind)
    age_days = (now - last.at).total_seconds() / 86_400
    left = fading.confidence(age_days, rate, fading.QUALITY[fading.STAFF]) if rate else None
    return NoteChain(first, added, left)
