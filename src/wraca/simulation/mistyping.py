"""What becomes of a word on its way into a form: slips of the finger, letters without marks, other people's habits."""

from __future__ import annotations

from random import Random

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
#: Sounded alike, written one for another.
_ALIKE = (("rz", "ż"), ("ó", "u"), ("ch", "h"), ("w", "v"), ("ks", "x"), ("sz", "sh"), ("j", "i"), ("c", "k"))


def without_marks(text: str) -> str:
    return text.translate(_PLAIN)


def mistyped(random: Random, text: str) -> str:
    """One slip: a letter changed for its neighbour on the keyboard, lost, doubled, or two in the wrong order."""
    if len(text) < 3:
        return text
    place = random.randrange(1, len(text) - 1)
    slip = random.choices(("neighbour", "lost", "doubled", "swapped", "alike"), (30, 25, 15, 20, 10))[0]
    if slip == "lost":
        return text[:place] + text[place + 1 :]
    if slip == "doubled":
        return text[:place] + text[place] + text[place:]
    if slip == "swapped":
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if slip == "alike":
        return _sounded(random, text)
    return text[:place] + neighbour(random, text[place]) + text[place + 1 :]


def neighbour(random: Random, letter: str) -> str:
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            near = [row[i] for i in (place - 1, place + 1) if 0 <= i < len(row)]
            return random.choice(near)
    return letter


def _sounded(random: Random, text: str) -> str:
    able = [(a, b) for one, two in _ALIKE for a, b in ((one, two), (two, one)) if a in text]
    if not able:
        return text
    old, new = random.choice(able)
    return text.replace(old, new, 1)


def mistyped_digits(random: Random, digits: str) -> str:
    """One digit wrong, or two neighbours in the wrong order."""
    place = random.randrange(len(digits) - 1)
    if random.random() < 0.5:
        return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return digits[:place] + str(random.randrange(10)) + digits[place + 1 :]


def recased(random: Random, text: str) -> str:
    """Some write in capitals, some in none, some leave a space behind."""
    return random.choices((text, text.upper(), text.lower(), f"{text} "), (86, 5, 7, 2))[0]
