"""Whether a commercial message is one that its reader asked not to get. Pure; service letters are never asked.

What somebody chose on their own page is read here and nowhere else: docs/messages.md tells the rules to owners.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wraca.customers.preferences.choices import IMPORTANT, INFERRED, MONTHLY, WEEKLY, Preferences
from wraca.kit.errors import InvalidInput

BIRTHDAY = "birthday"
OCCASIONS = ("", BIRTHDAY)
#: Shop-local days from one message to the next. Four weeks for a month: what goes out on its first Tuesday comes.
REST_DAYS: Mapping[str, int] = {WEEKLY: 7, MONTHLY: 28}
#: Reasons, in the order in which they are asked.
WANTS_PEACE, NOT_IMPORTANT, TOO_OFTEN = "wants_peace", "not_important", "too_often"
UNWANTED_TOPIC, NO_BIRTHDAY, NO_INFERENCE, DISPUTED = "unwanted_topic", "no_birthday", "no_inference", "disputed"
REASONS = (WANTS_PEACE, NOT_IMPORTANT, TOO_OFTEN, UNWANTED_TOPIC, NO_BIRTHDAY, NO_INFERENCE, DISPUTED)


@dataclass(frozen=True)
class About:
    """What a message is about, as far as somebody may want it or not."""

    #: Ids of categories; none: of nothing in particular.
    topics: tuple[int, ...] = ()
    #: What who wants only that is told: an opening, a recall, not an offer.
    important: bool = False
    #: What it is for: BIRTHDAY uses the date of birth.
    occasion: str = ""
    #: The conclusions about the reader by which it was chosen for them, of `INFERRED`.
    rests_on: tuple[str, ...] = ()

    def kept(self) -> dict[str, object]:
        """As a message keeps it: what is as usual is left out."""
        return {name: value for name, value in vars(self).items() if value}


NOTHING = About()


def read_about(kept: Mapping[str, object]) -> About:
    return About(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}  # type: ignore[arg-type]
    )


def require_about(about: About) -> About:
    """Raises InvalidInput."""
    if about.occasion not in OCCASIONS or not set(about.rests_on) <= set(INFERRED):
        raise InvalidInput(f"a message's occasion is one of {OCCASIONS}, and it rests on some of {INFERRED}")
    return about


@dataclass(frozen=True)
class Reader:
    """Of the whole person that a message is for."""

    preferences: Preferences = field(default_factory=Preferences)
    #: The shop's day.
    today: date = date.min
    #: When something commercial left for them last, over any channel.
    last_day: date | None = None
    #: Each topic of the message with the wider categories that it is in.
    widened: Mapping[int, frozenset[int]] = field(default_factory=dict)


def find_objection(about: About, reader: Reader) -> str:
    """Why the reader does not want it; empty: nothing speaks against it."""
    wishes = reader.preferences
    objections = {
        WANTS_PEACE: wishes.is_paused(reader.today),
        NOT_IMPORTANT: wishes.how_often == IMPORTANT and not about.important,
        TOO_OFTEN: _is_too_soon(wishes.how_often, reader),
        UNWANTED_TOPIC: wishes.topics is not None and not _is_of_interest(about, set(wishes.topics), reader),
        NO_BIRTHDAY: about.occasion == BIRTHDAY and not wishes.birthday,
        NO_INFERENCE: bool(about.rests_on) and not wishes.inference,
        DISPUTED: not wishes.disputed.isdisjoint(about.rests_on),
    }
    return next((reason for reason in REASONS if objections[reason]), "")


def _is_too_soon(how_often: str, reader: Reader) -> bool:
    if reader.last_day is None or how_often not in REST_DAYS:
        return False
    return (reader.today - reader.last_day).days < REST_DAYS[how_often]


def _is_of_interest(about: About, chosen: set[int], reader: Reader) -> bool:
    """One that is of nothing in particular suits whoever wants anything at all."""
    if not about.topics:
        return bool(chosen)
    return any(not chosen.isdisjoint(reader.widened.get(topic, {topic})) for topic in about.topics)
