"""What a shop's own word for the state of an order means. Shops name their states as they like; stems decide."""

from __future__ import annotations

from wraca.connectors.csv_files.layout import Draft
from wraca.kit.text import fold

_CANCELLED = ("cancel", "anulow", "storno", "voided", "rezygn")
_FAILED = ("fail", "error", "blad", "odrzuc", "expired", "wygasl", "declined")
_PENDING = (
    *("pending", "await", "oczek", "on-hold", "on hold", "wstrzym", "unpaid", "niezapl", "nieopl", "authorized"),
    *("partially_paid", "draft", "checkout"),
)
_REFUNDED = ("refund", "zwrot", "zwroc")


def state_columns(status: str) -> Draft:
    """`payment_state`, and `cancelled`, `refunded_whole` where it says so; a word nobody knows is a paid order."""
    word = fold(status).lower().removeprefix("wc-")
    if "partially" in word and "refund" in word:
        return {"payment_state": "paid"}
    if any(stem in word for stem in _CANCELLED):
        return {"payment_state": "failed" if "void" in word else "paid", "cancelled": True}
    if any(stem in word for stem in _REFUNDED):
        return {"payment_state": "paid", "refunded_whole": True}
    for state, stems in (("failed", _FAILED), ("pending", _PENDING)):
        if any(stem in word for stem in stems):
            return {"payment_state": state}
    return {"payment_state": "paid"}
