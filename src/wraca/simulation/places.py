"""Where simulated Poles live: towns by size, each with its postcodes, streets by how common they are."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

#: Town, the first two digits of its postcodes, inhabitants in thousands.
_TOWNS = (
    ("Warszawa", "02", 1860), ("Kraków", "30", 800), ("Wrocław", "50", 670), ("Łódź", "90", 655), ("Poznań", "60", 540),
    ("Gdańsk", "80", 486), ("Szczecin", "70", 392), ("Bydgoszcz", "85", 330), ("Lublin", "20", 330),
    ("Białystok", "15", 293), ("Katowice", "40", 280), ("Gdynia", "81", 243), ("Częstochowa", "42", 208),
    ("Rzeszów", "35", 197), ("Radom", "26", 198), ("Toruń", "87", 196), ("Sosnowiec", "41", 190), ("Kielce", "25", 183),
    ("Gliwice", "44", 171), ("Olsztyn", "10", 168), ("Bielsko-Biała", "43", 167), ("Zielona Góra", "65", 140),
    ("Rybnik", "44", 132), ("Opole", "45", 127), ("Tychy", "43", 124), ("Gorzów Wielkopolski", "66", 117),
    ("Elbląg", "82", 114), ("Płock", "09", 113), ("Tarnów", "33", 104), ("Koszalin", "75", 105), ("Kalisz", "62", 96),
    ("Legnica", "59", 94), ("Słupsk", "76", 87), ("Nowy Sącz", "33", 83), ("Siedlce", "08", 76), ("Piła", "64", 71),
    ("Konin", "62", 69), ("Suwałki", "16", 69), ("Zamość", "22", 60), ("Łomża", "18", 60), ("Leszno", "64", 61),
    ("Ełk", "19", 60), ("Mielec", "39", 58), ("Przemyśl", "37", 56), ("Kutno", "99", 41), ("Żyrardów", "96", 39),
    ("Śrem", "63", 29), ("Łowicz", "99", 27), ("Żagań", "68", 24), ("Sandomierz", "27", 22), ("Wąbrzeźno", "87", 13),
    ("Krzeszowice", "32", 10), ("Lądek-Zdrój", "57", 5), ("Jedwabne", "18", 2),
)  # fmt: skip
_STREETS = (
    "Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Ogrodowa", "Lipowa", "Brzozowa", "Łąkowa", "Kwiatowa",
    "Kościelna", "Sosnowa", "Zielona", "Parkowa", "Akacjowa", "Tadeusza Kościuszki", "Adama Mickiewicza", "Długa",
    "Henryka Sienkiewicza", "Juliusza Słowackiego", "Marii Skłodowskiej-Curie", "Fryderyka Chopina", "Piaskowa",
    "Wojska Polskiego", "Piłsudskiego", "1 Maja", "3 Maja", "Jana Pawła II", "Warszawska", "Krakowska", "Dworcowa",
    "Wiejska", "Spokojna", "Klonowa", "Dębowa", "Wiśniowa", "Jana Matejki", "Żeromskiego", "Bolesława Prusa", "Reja",
    "Kochanowskiego", "Konopnickiej", "Orzeszkowej", "Sportowa", "Wąska", "Cicha", "Młyńska", "Nadrzeczna", "Źródlana",
    "Świerkowa", "Północna", "Wschodnia", "Wrzosowa", "Jaśminowa", "Poprzeczna", "Graniczna", "Mostowa", "Rynek",
)  # fmt: skip
_PEOPLE = [people for _, _, people in _TOWNS]


@dataclass(frozen=True)
class Address:
    street: str
    number: str
    postcode: str
    city: str


def draw_address(random: Random, near: Address | None = None) -> Address:
    """Anywhere, or in the town of `near`."""
    if near:
        city, prefix = near.city, near.postcode[:2]
    else:
        city, prefix, _ = random.choices(_TOWNS, _PEOPLE)[0]
    street = _STREETS[int(len(_STREETS) * random.random() ** 1.6)]
    number = str(random.randrange(1, 120)) + random.choices(("", "A", "B", "C"), (85, 8, 5, 2))[0]
    if random.random() < 0.6:
        number += f"/{random.randrange(1, 90)}"
    return Address(street, number, f"{prefix}-{_part(random, city, street):03d}", city)


def _part(random: Random, city: str, street: str) -> int:
    """A street has one postcode, or a few in a large town."""
    return (sum(map(ord, city + street)) * 37 + random.randrange(3) * 11) % 1000


def written_street(random: Random, home: Address) -> str:
    street, number = home.street, home.number
    words = street.split()
    if len(words) == 2 and words[0].istitle() and not words[0][0].isdigit() and random.random() < 0.5:
        street = words[1] if random.random() < 0.5 else f"{words[0][0]}. {words[1]}"
    if random.random() < 0.3:
        number = random.choice((number.replace("/", " m. "), number.replace("/", " m "), number.lower()))
    return random.choices(("", "ul. ", "ul.", "Ulica "), (55, 35, 6, 4))[0] + f"{street} {number}"
