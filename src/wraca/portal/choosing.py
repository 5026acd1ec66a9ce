"""What can be chosen, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from wraca.customers.identity.queries import Person
from wraca.customers.preferences.choices import HOW_OFTEN, PAUSE_DAYS, Preferences
from wraca.customers.queries import list_consents
from wraca.portal import words
from wraca.portal.queries import list_topics

MARKETING = "marketing"
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
        birthday=preferences.birthday,
        inference=preferences.inference,
    )


@dataclass(frozen=True)
class ChannelLine:
    code: str
    label: str | Promise
    given: bool
    #: Waits for the button in our letter.
    awaits: bool
    since: datetime | None
    #: What one agrees to, in full; empty where the shop has no such wording.
    wording: str


def tell_consents(person: Person, language: str) -> list[ChannelLine]:
    said = {consent.channel: consent for consent in list_consents(person.canonical_id) if consent.purpose == MARKETING}
    channels = [code for code in words.CHANNELS if code in OFFERED or code in said]
    return [
        ChannelLine(
            code=code,
            label=words.CHANNELS[code],
            given=code in said and said[code].given,
            awaits=False,
            since=said[code].at if code in said else None,
            wording="",
        )
        for code in channels
    ]
