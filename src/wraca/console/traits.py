"""What a trait is called on a page. A source may send any; those of the sample and other usual ones have names."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

TRAITS: Mapping[str, str | Promise] = {
    "age": pgettext_lazy("trait", "Age"),
    "gender": pgettext_lazy("trait", "Gender"),
    "income": pgettext_lazy("trait", "Income"),
    "home_ownership": pgettext_lazy("trait", "Home ownership"),
    "household_comp": pgettext_lazy("trait", "Household"),
    "household_size": pgettext_lazy("trait", "People in the household"),
    "kids_count": pgettext_lazy("trait", "Children"),
    "manufacturer": pgettext_lazy("trait", "Manufacturer"),
    "marital_status": pgettext_lazy("trait", "Marital status"),
}


def trait_name(code: str) -> str:
    """`loyalty_tier`, which nobody named, reads `Loyalty tier`."""
    if code in TRAITS:
        return str(TRAITS[code])
    words = " ".join(code.replace("_", " ").split()) or code
    return words[:1].upper() + words[1:]
