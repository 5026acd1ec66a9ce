"""Polish people as a shop's systems know them, several records a person, with the errors that such records have.

Written from what goes wrong in shops, before the matcher that is measured on it, and not adapted to it. The truth
(`entity_id`) is beside each record; the families, flatmates, twins and namesakes are the people to be mixed up with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pyarrow as pa

from wraca.simulation.mistyping import without_marks
from wraca.simulation.places import Address, draw_address
from wraca.simulation.polish_names import FEMALE, MALE, PolishNames, feminine
from wraca.simulation.typed_records import typed_record

COLUMNS = (
    *("rec_id", "entity_id", "given_name", "surname", "email", "phone"),
    *("street", "postcode", "city", "birth_date"),
)
CHUNK = 50_000
_KINDS = {"entity_id": pa.int64()}
_MAILS = (("gmail.com", 46), ("wp.pl", 17), ("o2.pl", 10), ("interia.pl", 8), ("onet.pl", 7), ("op.pl", 4),
          ("outlook.com", 4), ("icloud.com", 3), ("yahoo.com", 1))  # fmt: skip
_NICKS = ("misiek", "kwiatuszek", "rower", "zielona", "lolek", "sklep", "biuro", "kontakt", "kotek", "gracz", "mama",
          "tata", "ogrodnik", "biegacz", "kawa", "slonko", "wilk", "mucha", "domek", "zakupy")  # fmt: skip


@dataclass(frozen=True)
class PeopleShape:
    records: int
    seed: int
    #: How many records a person has: one, two, …
    records_each: tuple[float, ...] = (0.82, 0.125, 0.04, 0.01, 0.005)


@dataclass
class World:
    """What is drawn from, and what is taken."""

    names: PolishNames
    #: No two people have one mailbox of their own.
    mailboxes: set[str] = field(default_factory=set)


@dataclass
class Person:
    """As they are today; what a form holds is `typed_record`."""

    entity: int
    sex: str
    given: str
    surname: str
    born: date
    home: Address
    email: str
    phone: str
    #: The family's common mailbox or telephone, given now and then instead of one's own.
    family_email: str = ""
    family_phone: str = ""
    married: bool = False


def simulate_people(shape: PeopleShape, names: PolishNames) -> Iterator[pa.Table]:
    """`shape.records` records in chunks, in an order that tells nothing. The same shape gives the same rows."""
    random, world = Random(shape.seed), World(names)
    rows: list[tuple] = []
    entity = made = 0
    while made < shape.records:
        for person in draw_household(random, world, entity):
            entity = person.entity + 1
            for row in records_of(random, world, person, shape):
                if made < shape.records:
                    rows.append((*_numbered(shape, made), *row))
                    made += 1
        if len(rows) >= CHUNK:
            yield _table(random, rows)
            rows = []
    if rows:
        yield _table(random, rows)


def _numbered(shape: PeopleShape, number: int) -> tuple[str]:
    """Record ids in an order of their own: who came after whom in the file is no evidence."""
    return (f"r{number * 2_654_435_761 % 4_294_967_296:010d}",)


def _table(random: Random, rows: list[tuple]) -> pa.Table:
    random.shuffle(rows)
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    return pa.table({name: pa.array(values, _KINDS.get(name, pa.string())) for name, values in columns.items()})


def draw_household(random: Random, world: World, first: int) -> list[Person]:
    kind = random.choices(("alone", "couple", "family", "flat"), (50, 18, 24, 8))[0]
    home, surname = draw_address(random), world.names.surnames.draw(random)
    if kind == "alone":
        return [_person(random, world, first, home, surname, random.choice((MALE, FEMALE)))]
    if kind == "flat":
        born = _born(random)
        return [
            _person(random, world, first + i, home, world.names.surnames.draw(random), random.choice((MALE, FEMALE)),
                    born + timedelta(days=random.randrange(-1000, 1000)))
            for i in range(random.choice((2, 2, 3)))
        ]  # fmt: skip
    members = [_person(random, world, first + i, home, surname, sex) for i, sex in enumerate((MALE, FEMALE))]
    members[1].born = members[0].born + timedelta(days=random.randrange(-2000, 2000))
    if kind == "family":
        members += _children(random, world, members)
    return _sharing(random, members)


def _children(random: Random, world: World, parents: list[Person]) -> list[Person]:
    children: list[Person] = []
    surname, home = parents[0].surname, parents[0].home
    for number in range(random.choice((1, 1, 2, 2, 3))):
        born = parents[1].born + timedelta(days=random.randrange(7_300, 11_000))
        if children and random.random() < 0.06:
            born = children[0].born
        sex = random.choice((MALE, FEMALE))
        child = _person(random, world, parents[0].entity + 2 + number, home, surname, sex, born)
        if sex == MALE and not children and random.random() < 0.03:
            child.given = parents[0].given
        children.append(child)
    return children


def _sharing(random: Random, members: list[Person]) -> list[Person]:
    email = members[0].email if random.random() < 0.25 else ""
    phone = members[1].phone if random.random() < 0.3 else ""
    for member in members:
        member.family_email, member.family_phone = email, phone
    return members


def _person(
    random: Random, world: World, entity: int, home: Address, surname: str, sex: str, born: date | None = None
) -> Person:
    given = world.names.given[sex].draw(random)
    family = feminine(surname) if sex == FEMALE else surname
    born = born or _born(random)
    return Person(
        entity, sex, given, family, born, home, draw_email(random, world, given, family, born), draw_phone(random)
    )


def _born(random: Random) -> date:
    year = min(2008, max(1935, round(random.gauss(1983, 14))))
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def draw_phone(random: Random) -> str:
    return (
        random.choice(("50", "51", "53", "60", "66", "69", "72", "78", "79", "88")) + f"{random.randrange(10**7):07d}"
    )


def draw_email(random: Random, world: World, given: str, surname: str, born: date) -> str:
    g, s = (without_marks(text).lower().replace(" ", "").replace("'", "") for text in (given, surname))
    kinds = (
        *(f"{g}.{s}", f"{g}{s}", f"{g[0]}.{s}", f"{g[0]}{s}", f"{s}.{g}", f"{g}.{s}{born.year % 100:02d}"),
        *(f"{g}{born.year}", f"{s}{random.randrange(1000)}", f"{random.choice(_NICKS)}{random.randrange(10_000)}"),
    )
    local = random.choices(kinds, (20, 11, 8, 8, 5, 13, 9, 12, 14))[0]
    if random.random() < 0.35:
        local += str(random.randrange(100))
    domain = f"{s}.pl" if random.random() < 0.02 else random.choices(*zip(*_MAILS, strict=True))[0]
    # Google takes j.kowal and jkowal for one mailbox.
    while (mailbox := f"{local.replace('.', '')}@{domain}") in world.mailboxes:
        local += str(random.randrange(10))
    world.mailboxes.add(mailbox)
    return f"{local}@{domain}"


def records_of(random: Random, world: World, person: Person, shape: PeopleShape) -> Iterator[tuple]:
    count = random.choices(range(1, len(shape.records_each) + 1), shape.records_each)[0]
    for number in range(count):
        if number:
            live_on(random, world, person)
        yield typed_record(random, person)


def live_on(random: Random, world: World, person: Person) -> None:
    """What changes in a life between two registrations."""
    if random.random() < 0.12:
        person.home = draw_address(random, person.home if random.random() < 0.6 else None)
    if random.random() < 0.15:
        person.email = draw_email(random, world, person.given, person.surname, person.born)
    if random.random() < 0.08:
        person.phone = draw_phone(random)
    if person.sex == FEMALE and not person.married and random.random() < 0.06:
        new = feminine(world.names.surnames.draw(random))
        person.surname = f"{person.surname}-{new}" if random.random() < 0.25 else new
        person.married = True
