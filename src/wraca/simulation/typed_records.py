"""A form filled in by somebody: what is left out, misspelt, shortened or somebody else's."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from wraca.simulation.mistyping import mistyped, mistyped_digits, recased, without_marks
from wraca.simulation.places import Address, written_street
from wraca.simulation.polish_names import FEMALE

if TYPE_CHECKING:
    from wraca.simulation.polish_people import Person

PETS: dict[str, tuple[str, ...]] = {
    "Katarzyna": ("Kasia", "Kaśka"), "Małgorzata": ("Gosia", "Małgosia"), "Agnieszka": ("Aga", "Agusia"),
    "Anna": ("Ania", "Anka"), "Joanna": ("Asia", "Aśka"), "Barbara": ("Basia",), "Ewa": ("Ewka",),
    "Magdalena": ("Magda", "Madzia"), "Aleksandra": ("Ola", "Olka"), "Zofia": ("Zosia",), "Maria": ("Marysia",),
    "Monika": ("Monia",), "Elżbieta": ("Ela", "Elka"), "Krystyna": ("Krysia",), "Dorota": ("Dorotka",),
    "Natalia": ("Natalka",), "Karolina": ("Karola",), "Julia": ("Julka",), "Zuzanna": ("Zuzia", "Zuza"),
    "Teresa": ("Tereska",), "Danuta": ("Danka", "Danusia"), "Jadwiga": ("Jadzia",), "Beata": ("Beatka",),
    "Iwona": ("Iwonka",), "Justyna": ("Justynka",), "Weronika": ("Wera",), "Urszula": ("Ula",),
    "Tomasz": ("Tomek",), "Krzysztof": ("Krzysiek", "Krzyś"), "Andrzej": ("Jędrek",), "Piotr": ("Piotrek",),
    "Jan": ("Janek", "Jasiek"), "Stanisław": ("Staszek", "Stasiek"), "Michał": ("Michaś",), "Paweł": ("Pawełek",),
    "Marcin": ("Marcinek",), "Grzegorz": ("Grzesiek", "Grześ"), "Jakub": ("Kuba",), "Mateusz": ("Mati",),
    "Łukasz": ("Łukaszek",), "Wojciech": ("Wojtek",), "Zbigniew": ("Zbyszek",), "Ryszard": ("Rysiek",),
    "Kazimierz": ("Kazik",), "Jerzy": ("Jurek",), "Józef": ("Józek",), "Maciej": ("Maciek",), "Rafał": ("Rafałek",),
    "Robert": ("Robcio", "Robuś"), "Tadeusz": ("Tadek",), "Henryk": ("Heniek",), "Szymon": ("Szymek",),
    "Bartosz": ("Bartek",), "Bartłomiej": ("Bartek",), "Kacper": ("Kacperek",), "Franciszek": ("Franek",),
    "Antoni": ("Antek",), "Aleksander": ("Olek", "Alek"), "Dawid": ("Dawidek",), "Sebastian": ("Seba",),
    "Jarosław": ("Jarek",), "Mirosław": ("Mirek",), "Sławomir": ("Sławek",), "Dariusz": ("Darek",),
    "Mariusz": ("Mariuszek",), "Przemysław": ("Przemek",), "Leszek": ("Lesiu",), "Waldemar": ("Waldek",),
    "Roman": ("Romek",), "Edward": ("Edek",), "Filip": ("Filipek",), "Wiktor": ("Wiktorek",),
}  # fmt: skip


def typed_record(random: Random, person: Person) -> tuple:
    """entity_id, given_name, surname, email, phone, street, postcode, city, birth_date as somebody typed them."""
    given, surname = _typed_name(random, person)
    home = _typed_home(random, person.home) if random.random() < 0.72 else (None, None, None)
    return (person.entity, given, surname, _typed_email(random, person), _typed_phone(random, person), *home,
            _typed_birth(random, person.born))  # fmt: skip


def _typed_name(random: Random, person: Person) -> tuple[str | None, str | None]:
    given, surname = person.given, person.surname
    if given in PETS and random.random() < 0.14:
        given = random.choice(PETS[given])
    elif random.random() < 0.015:
        given = f"{given[0]}."
    elif random.random() < 0.02:
        given = f"{given} {random.choice(('Maria', 'Anna') if person.sex == FEMALE else ('Jan', 'Piotr'))}"
    given = mistyped(random, given) if random.random() < 0.035 else given
    surname = mistyped(random, surname) if random.random() < 0.05 else surname
    if random.random() < 0.12:
        given, surname = without_marks(given), without_marks(surname)
    if random.random() < 0.03:
        given, surname = surname, given
    if random.random() < 0.02:
        return None, recased(random, f"{given} {surname}")
    style = Random(random.random())
    return recased(style, given), (None if random.random() < 0.01 else recased(style, surname))


def _typed_email(random: Random, person: Person) -> str | None:
    if random.random() < 0.12:
        return None
    if random.random() < 0.05:
        return f"{random.getrandbits(40):010x}+{random.getrandbits(24):06x}@allegromail.pl"
    own = person.family_email if person.family_email and random.random() < 0.35 else person.email
    local, _, domain = own.partition("@")
    if domain == "gmail.com" and random.random() < 0.06:
        place = random.randrange(1, len(local)) if len(local) > 1 else 1
        local = random.choice((f"{local}+sklep", f"{local[:place]}.{local[place:]}", local.replace(".", "")))
    if random.random() < 0.025:
        local = mistyped(random, local)
    elif random.random() < 0.015:
        domain = mistyped(random, domain)
    return recased(random, f"{local}@{domain}") if random.random() < 0.2 else f"{local}@{domain}"


def _typed_phone(random: Random, person: Person) -> str | None:
    if random.random() < 0.32:
        return None
    digits = person.family_phone if person.family_phone and random.random() < 0.3 else person.phone
    if random.random() < 0.015:
        digits = mistyped_digits(random, digits)
    spaced = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    forms = (digits, f"+48{digits}", f"+48 {spaced}", spaced, f"48{digits}", spaced.replace(" ", "-"), f"0048{digits}")
    return random.choices(forms, (45, 22, 9, 12, 6, 4, 2))[0]


def _typed_home(random: Random, home: Address) -> tuple[str | None, str | None, str | None]:
    street, postcode, city = written_street(random, home), home.postcode, home.city
    if random.random() < 0.05:
        street = mistyped(random, street)
    if random.random() < 0.025:
        postcode = mistyped_digits(random, postcode.replace("-", ""))
    elif random.random() < 0.1:
        postcode = postcode.replace("-", "")
    if random.random() < 0.03:
        city = mistyped(random, city)
    if random.random() < 0.12:
        street, city = without_marks(street), without_marks(city)
    return recased(random, street), postcode, None if random.random() < 0.05 else recased(random, city)


def _typed_birth(random: Random, born: date) -> str | None:
    if random.random() < 0.62:
        return None
    chance = random.random()
    if chance < 0.02 and born.day <= 12:
        born = born.replace(month=born.day, day=born.month)
    elif chance < 0.035:
        born = born.replace(year=born.year + random.choice((-10, -1, 1, 10)), day=min(born.day, 28))
    elif chance < 0.05:
        born = born.replace(day=random.randrange(1, 29))
    elif chance < 0.055:
        born = date(1900, 1, 1)
    return born.isoformat()
