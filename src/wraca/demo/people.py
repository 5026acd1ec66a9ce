"""The people of the sample. Everything that names a person here is invented: Faker's Polish names, one seed a person,
e-mail under example.com, telephone numbers in an area (49) that Poland has not given out, consents by a die.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from faker import Faker

from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.demo.campaigns import Happening, first_seen
from wraca.demo.moving import moved_moment
from wraca.demo.sample import Sample
from wraca.demo.window import Move
from wraca.kit.text import fold

Channel = Literal["email", "sms", "phone", "push", "messenger", "post"]
SEED = "wraca-sample-1"
#: Share of people who said yes, per channel; a twentieth of them took it back later.
CONSENT: dict[Channel, float] = {"email": 0.64, "sms": 0.38, "phone": 0.12, "post": 0.21}
TAKEN_BACK = 0.05
#: Share of people whose yes came as a flag from the shop's former system.
WITHOUT_PROOF = 0.12
#: Invented sign-ups without an order, over the sample's year.
SIGN_UPS = 420
AGE_BANDS = {
    "19-24": (19, 24),
    "25-34": (25, 34),
    "35-44": (35, 44),
    "45-54": (45, 54),
    "55-64": (55, 64),
    "65+": (65, 84),
}


def invent_person(
    outside_id: str,
    *,
    number: int,
    signed_up_at: datetime,
    last_moment: datetime,
    traits: dict[str, object],
    invented: bool,
    faker: Faker,
) -> NewCustomer:
    """The same id gives the same person. `number` keeps addresses and telephone numbers apart."""
    dice = Random(f"{SEED}:{outside_id}")
    faker.seed_instance(dice.getrandbits(64))
    woman = dice.random() < 0.62
    given = faker.first_name_female() if woman else faker.first_name_male()
    family = faker.last_name_female() if woman else faker.last_name_male()
    return NewCustomer(
        outside_id=outside_id,
        given_name=given,
        family_name=family,
        email=f"{fold(given)}.{fold(family)}.{number}@example.com".replace(" ", "-"),
        phone=f"+48 49{number:07d}".replace(" ", ""),
        birth_date=birth_date(str(traits.get("age", "")), signed_up_at.date(), dice),
        street=f"{faker.street_name()} {faker.building_number()}",
        postcode=faker.postcode(),
        city=faker.city(),
        signed_up_at=signed_up_at,
        invented=invented,
        traits=traits,
        country="PL",
        language="pl",
        consents=list(invent_consents(dice, signed_up_at, last_moment, proven=has_proof(outside_id))),
    )


def birth_date(band: str, day: date, dice: Random) -> date | None:
    """Within the household's age band; a third of the people never told it."""
    if dice.random() < 1 / 3:
        return None
    youngest, oldest = AGE_BANDS.get(band, (21, 79))
    years = dice.randint(youngest, oldest)
    return day - timedelta(days=round(365.25 * years) + dice.randrange(365))


def has_proof(outside_id: str) -> bool:
    """A die of its own: the others fall as they always did."""
    return Random(f"{SEED}:{outside_id}:proof").random() >= WITHOUT_PROOF


def invent_consents(
    dice: Random, signed_up_at: datetime, last_moment: datetime, *, proven: bool
) -> Iterator[NewConsent]:
    for channel, share in CONSENT.items():
        if dice.random() >= share:
            continue
        kind = "invented" if proven else "imported flag"
        yield NewConsent(channel=channel, action="given", at=signed_up_at, proven=proven, evidence={"kind": kind})
        if dice.random() < TAKEN_BACK and (known := (last_moment - signed_up_at).days) > 0:
            later = timedelta(days=dice.randint(1, known), minutes=dice.randrange(600))
            yield NewConsent(channel=channel, action="withdrawn", at=signed_up_at + later, proven=True)


def invent_buyers(
    first_seen: dict[str, datetime], traits: dict[str, dict[str, object]], last_moment: datetime
) -> Iterator[NewCustomer]:
    """One person a household; `first_seen` is the moment of its first basket or campaign."""
    faker = Faker("pl_PL")
    for outside_id in sorted(first_seen, key=int):
        yield invent_person(
            outside_id,
            number=int(outside_id),
            signed_up_at=first_seen[outside_id],
            last_moment=last_moment,
            traits=traits.get(outside_id, {}),
            invented=False,
            faker=faker,
        )


def invent_sign_ups(first_day: date, last_day: date, zone: str) -> Iterator[NewCustomer]:
    """People who left an address and bought nothing, a little more of them as the year goes on."""
    faker = Faker("pl_PL")
    last_moment = moved_moment(datetime.combine(last_day, time(23, 59)), 0, zone)
    for number in range(1, SIGN_UPS + 1):
        dice = Random(f"{SEED}:sign-up:{number}")
        day = first_day + timedelta(days=int((last_day - first_day).days * dice.random() ** 0.8))
        moment = datetime.combine(day, time(dice.randint(8, 22), dice.randrange(60), dice.randrange(60)))
        yield invent_person(
            f"sign-up-{number}",
            number=9_000_000 + number,
            signed_up_at=moved_moment(moment, 0, zone),
            last_moment=last_moment,
            traits={},
            invented=True,
            faker=faker,
        )


def household_traits(rows: Iterable[dict]) -> dict[str, dict[str, object]]:
    """Demographics by household, without what the household did not tell."""
    return {
        str(row["household_id"]): {name: value for name, value in row.items() if name != "household_id" and value}
        for row in rows
    }


def everybody(sample: Sample, happenings: list[Happening], move: Move) -> Iterator[NewCustomer]:
    """Buyers, then sign-ups without an order; always the same, whatever day it is."""
    seen = {who: moved_moment(clock, move.weeks, move.zone) for who, clock in first_seen(sample, happenings).items()}
    last_moment = moved_moment(datetime.combine(move.last_day, time(23, 59)), 0, move.zone)
    yield from invent_buyers(seen, household_traits(sample.demographics.to_pylist()), last_moment)
    yield from invent_sign_ups(move.first_day, move.last_day, move.zone)
