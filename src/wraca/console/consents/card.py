"""The consents of one person, for their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wraca.console.consents.labels import ACTIONS, PURPOSES, REQUESTED, SOURCES
from wraca.console.customers.labels import CHANNELS
from wraca.console.customers.person_queries import names_of_staff
from wraca.customers.consents.fold import State
from wraca.customers.consents.queries import find_states, list_records
from wraca.customers.consents.texts import PLACES
from wraca.customers.models import ConsentRecord


@dataclass(frozen=True)
class Word:
    """A record in the reader's words."""

    record: ConsentRecord
    purpose: str | Promise
    channel: str | Promise
    action: str | Promise
    source: str | Promise


@dataclass(frozen=True)
class Place:
    """One purpose and channel; `state` is None where nobody ever spoke of it."""

    purpose: str
    channel: str
    label: str | Promise
    state: State | None
    #: What shows it.
    shown_by: Word | None
    #: Whether words exist to be agreed to: an import may know purposes that are not ours.
    can_be_given: bool


@dataclass(frozen=True)
class Group:
    label: str | Promise
    places: list[Place]

    @property
    def spoken(self) -> list[Place]:
        """Those at hand: what was said, and e-mail, which is asked for first."""
        return [place for place in self.places if place.state or place.channel == "email"]

    @property
    def silent(self) -> list[Place]:
        return [place for place in self.places if place not in self.spoken]


@dataclass(frozen=True)
class Card:
    groups: list[Group]
    #: Newest first.
    history: list[Word]


def show_consents(customer_id: int, member_ids: Sequence[int]) -> Card:
    states = find_states(customer_id)
    history = _words(list_records(member_ids))
    by_id = {word.record.pk: word for word in history}
    purposes = {**PLACES, **{purpose: () for purpose, _channel in states if purpose not in PLACES}}
    groups = [
        Group(
            PURPOSES.get(purpose, purpose),
            [
                _place(purpose, channel, states.get((purpose, channel)), by_id)
                for channel in CHANNELS
                if channel in PLACES.get(purpose, ()) or (purpose, channel) in states
            ],
        )
        for purpose in purposes
    ]
    return Card(groups, history)


def _place(purpose: str, channel: str, state: State | None, words: dict[int, Word]) -> Place:
    shown_by = words.get(state.shown_by.id) if state and state.shown_by else None
    return Place(purpose, channel, CHANNELS[channel], state, shown_by, channel in PLACES.get(purpose, ()))


def _words(records: Sequence[ConsentRecord]) -> list[Word]:
    staff = names_of_staff([record.by for record in records if record.by])
    return [
        Word(
            record,
            PURPOSES.get(record.purpose, record.purpose),
            CHANNELS[record.channel],
            REQUESTED if record.awaits_confirmation else ACTIONS[record.action],
            _source(record, staff),
        )
        for record in records
    ]


def _source(record: ConsentRecord, staff: dict[int, str]) -> str | Promise:
    if record.by in staff:
        return _("told to %(name)s") % {"name": staff[record.by]}
    return SOURCES.get(record.source, record.source)
