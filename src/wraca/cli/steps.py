"""What the terminal calls the steps of long works."""

from __future__ import annotations

from wraca.cli.language import _


def step_words() -> dict[str, str]:
    """Step -> words. A step that is not listed is shown by its code."""
    return {
        "products": _("Products"),
        "people": _("People"),
        "orders": _("Orders"),
        "events": _("Events"),
        "remove_orders": _("Removing orders"),
        "remove_rest": _("Removing the rest"),
    }
