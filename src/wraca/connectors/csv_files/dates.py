"""Days and moments as people and programs write them, Polish and English."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = (
    "styczeń stycznia sty january jan|luty lutego lut february feb|marzec marca mar march|"
    "kwiecień kwietnia kwi april apr|maj maja may|czerwiec czerwca cze june jun|lipiec lipca lip july jul|"
    "sierpień sierpnia sie august aug|wrzesień września wrz september sep sept|"
    "październik października paź october oct|listopad listopada lis november nov|grudzień grudnia gru december dec"
)
MONTHS = {name: month for month, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_CLOCK = (
    r"(?:[ ,T]+(?:at |o |godz\. )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
)
_ZONE = r"\s*(?P<zone>UTC|GMT|Z|[+-]\d{2}:?\d{2})?"
_FORMS = tuple(
    re.compile(form + _CLOCK + _ZONE, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[.-](?P<month>\d{1,2})[.-](?P<year>\d{4})(?: ?r\.)?",
        r"(?P<first>\d{1,2})/(?P<second_>\d{1,2})/(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.?[ -](?P<name>[^\W\d]+)\.?[ -](?P<year>\d{4})(?: ?r\.)?",
        r"(?P<name>[^\W\d]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
    )
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}")
#: Seconds since 1970, from 2001 to 2033.
_UNIX = re.compile(r"1\d{9}")


def read_moment(value: str, *, day_first: bool = True) -> datetime | None:
    """Naive where the text has no offset; a day alone is its noon; None: it is no date.

    `03/04/2026` is read by `day_first`, unless one of the two can only be a day.
    """
    if _UNIX.fullmatch(value):
        return datetime.fromtimestamp(int(value), UTC)
    for form in _FORMS:
        if found := form.fullmatch(value):
            return _made(found.groupdict(), day_first=day_first)
    return None


def _made(parts: dict[str, str | None], *, day_first: bool) -> datetime | None:
    month = MONTHS.get((parts.get("name") or "").lower()) if "name" in parts else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if "first" in parts:
        first, second = int(parts["first"] or 0), int(parts["second_"] or 0)
        day, month = (first, second) if first > 12 or (day_first and second <= 12) else (second, first)
    hour = int(parts["hour"] or 0) if parts["hour"] else 12
    if parts["hour"] and parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower().startswith("p") else 0)
    zone = (parts["zone"] or "").upper().replace("UTC", "+0000").replace("GMT", "+0000").replace("Z", "+0000")
    try:
        found = datetime(  # noqa: DTZ001  (the caller adds the shop's zone)
            int(parts["year"] or 0), month or 0, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0)
        )
        return found.replace(tzinfo=datetime.strptime(zone.replace(":", ""), "%z").tzinfo) if zone else found
    except ValueError:
        return None


def day_comes_first(values: list[str]) -> bool | None:
    """Of dates with slashes: True, False, or None where none of them shows it."""
    pairs = [tuple(map(int, found.groups())) for value in values if (found := _SLASHED.match(value))]
    if any(first > 12 for first, _ in pairs):
        return True
    return False if any(second > 12 for _, second in pairs) else None
