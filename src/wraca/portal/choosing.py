"""What can be chosen, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile

from django.utils.functional import Promise

from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.queries import find_states
from wraca.customers.consents.texts import MARKETING
from wraca.customers.consents.wordings import require_wording
from wraca.customers.identity.queries import Person
from wraca.customers.preferences.choices import HOW_OFTEN, PAUSE_DAYS, Preferences
from wraca.portal import words
from wraca.portal.queries import list_topics

#: Shown even to whoever has said nothing of them.
OFFERED = ("email", "sms", "phone")


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True)
class Wanted:
    how_often: Sequence[Choice]
    topics: Sequence[Choice]
    paused_until: date | None
    pauses: Sequence[int]
    may_end_pause: bool
    birthday: bool
    inference: bool


def tell_preferences(preferences: Preferences, today: date) -> Wanted:
    topics = preferences.topics
    return Wanted(
        how_often=[Choice(code, words.HOW_OFTEN[code], code == preferences.how_often) for code in HOW_OFTEN],
        topics=[
            Choice(str(topic.pk), topic.name or topic.outside_id, topics is None or topic.pk in topics)
            for topic in list_topics()
        ],
        paused_until=preferences.paused_until if preferences.is_paused(today) else None,
        pauses=PAUSE_DAYS,
        may_end_pause=preferences.is_paused(today),
        birthday=preferences.birthday,
        inference=preferences.inference,
    )


def only_less(wanted: Wanted) -> Wanted:
    """Without what would bring more post than now."""
    louder = takewhile(lambda choice: not choice.chosen, wanted.how_often)
    topics = [topic for topic in wanted.topics if topic.chosen]
    return replace(wanted, how_often=wanted.how_often[len(list(louder)) :], topics=topics, may_end_pause=False)


@dataclass(frozen=True)
class ChannelLine:
    code: str
    label: str | Promise
    given: bool
    #: Waits for the button in our letter.
    awaits: bool
    since: datetime | None
    #: What one agrees to, in full.
    wording: ConsentWording


def tell_consents(person: Person, language: str, shop_name: str, moment: datetime) -> list[ChannelLine]:
    said = {
        channel: state for (purpose, channel), state in find_states(person.canonical_id).items() if purpose == MARKETING
    }
    return [
        ChannelLine(
            code=code,
            label=label,
            given=code in said and said[code].given,
            awaits=code in said and said[code].awaiting is not None,
            since=said[code].since if code in said else None,
            wording=require_wording(MARKETING, code, language, shop_name=shop_name, now=moment),
        )
        for code, label in words.CHANNELS.items()
        if code in OFFERED or code in said
    ]
