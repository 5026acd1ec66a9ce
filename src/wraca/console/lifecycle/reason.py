"""Why somebody is in a stage, in the reader's words."""

from __future__ import annotations

from wraca.console.stages import MEANINGS


def tell_reason(stage: str, code: str | None, values: str | None) -> str:
    return str(MEANINGS.get(stage, ""))
