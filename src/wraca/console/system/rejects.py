"""Why a row could not be taken in, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def reject_sentence(reason: str, values: Mapping[str, Any]) -> str:
    detail = ", ".join(f"{name}: {value}" for name, value in values.items() if value not in (None, ""))
    return reason.replace("_", " ") + (f" ({detail})" if detail else "")
