"""The rules of segments as the shop's pages use them."""

from __future__ import annotations

from django.http import HttpRequest

from wraca.console.reading import as_of, find_reader
from wraca.engine.reader import Reader
from wraca.fields import BEHAVIOURS, FIELDS
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.kit.money import exponent_of
from wraca.segments.counting import ids_sql, read_rule
from wraca.segments.queries import find_saved
from wraca.segments.vocabulary import Vocabulary, vocabulary_of


def words_of(request: HttpRequest) -> Vocabulary:
    """With the generation's day as today; before the first, the shop's own."""
    reader, shop = find_reader(), request.shop
    today = as_of(reader) if reader else clock.local_day(clock.now(), shop.zone)
    return vocabulary_of(FIELDS, BEHAVIOURS, today=today, exponent=exponent_of(shop.currency))


def segment_sql(request: HttpRequest, reader: Reader, segment_id: int) -> str | None:
    """The ids of a saved segment, for a list; None: there is none, or its rule means nothing any more."""
    saved = find_saved(segment_id)
    if saved is None:
        return None
    words = words_of(request)
    try:
        return ids_sql(read_rule(saved.version.rule, words), reader, words)
    except InvalidInput:
        return None
