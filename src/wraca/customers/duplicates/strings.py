"""How alike two texts are, as DuckDB's functions of these names count it: by bytes, to the last digit.

Jaro (1989), Winkler (1990); Damerau (1964) in its unrestricted form. For a handful of pairs; for millions there is SQL.
"""

from __future__ import annotations

#: A common beginning of at most so many letters counts for more, so much each, where the texts are alike at all.
PREFIX, PREFIX_WEIGHT, ALIKE_AT_ALL = 4, 0.1, 0.7


def jaro_winkler(left: str, right: str) -> float:
    """0 to 1; neither is empty."""
    one, other = left.encode(), right.encode()
    similarity = _jaro(one, other)
    if similarity <= ALIKE_AT_ALL:
        return similarity
    return similarity + _common_start(one[:PREFIX], other[:PREFIX]) * PREFIX_WEIGHT * (1.0 - similarity)


def _jaro(one: bytes, other: bytes) -> float:
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = bytearray(len(other))
    mine = bytearray()
    for place, letter in enumerate(one):
        found = other.find(letter, max(place - reach, 0), place + reach + 1)
        while found >= 0 and taken[found]:
            found = other.find(letter, found + 1, place + reach + 1)
        if found >= 0:
            taken[found] = 1
            mine.append(letter)
    common = len(mine)
    if not common:
        return 0.0
    theirs = bytes(letter for letter, is_taken in zip(other, taken, strict=True) if is_taken)
    turned = sum(a != b for a, b in zip(mine, theirs, strict=True)) // 2
    return (common / len(one) + common / len(other) + (common - turned) / common) / 3.0


def within(left: str, right: str, letters: int) -> bool:
    """Whether so many insertions, deletions, exchanges and transpositions of neighbours make one of the other."""
    one, other = left.encode(), right.encode()
    if abs(len(one) - len(other)) > letters:
        return False
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    if max(len(one), len(other)) <= 1:
        return max(len(one), len(other)) <= letters
    if letters == 1:
        return len(one) == len(other) == 2 and one == other[::-1]
    return damerau_levenshtein(one, other) <= letters


def _common_start(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def damerau_levenshtein(one: bytes, other: bytes) -> int:
    """Lowrance and Wagner (1975): a transposed pair may have been written into."""
    far = len(one) + len(other)
    rows = [[far] * (len(other) + 2), [far, *range(len(other) + 1)]]
    last_row: dict[int, int] = {}
    for i, letter in enumerate(one, start=1):
        row, last_column = [far, i], 0
        for j, against in enumerate(other, start=1):
            k = last_row.get(against, 0)
            turned = rows[k][last_column] + (i - k - 1) + 1 + (j - last_column - 1)
            row.append(min(rows[i][j] + (letter != against), row[j] + 1, rows[i][j + 1] + 1, turned))
            if letter == against:
                last_column = j
        rows.append(row)
        last_row[letter] = i
    return rows[-1][-1]
