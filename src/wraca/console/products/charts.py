"""The charts of a product's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wraca.catalogue.models import PriceChange, StockChange


def sales(months: Sequence[Mapping[str, Any]], since: date, today: date, currency: str) -> object:
    return None


def prices(changes: Sequence[PriceChange], names: Mapping[int, str], zone: str, today: date, currency: str) -> object:
    return None


def stock(changes: Sequence[StockChange], names: Mapping[int, str], zone: str, today: date) -> object:
    return None
