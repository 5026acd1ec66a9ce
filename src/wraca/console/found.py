"""What the palette shows of a thing it found, and who finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Found:
    text: str
    address: str
    icon: str
    #: Beside the text, e.g. a town or an order's sum.
    note: str = ""
    #: A deed is sent by POST, a place is opened.
    is_deed: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    label: str | Promise
    permission: str
    find: Callable[[str, int], list[Found]]
    #: Shorter queries find too much to be of use.
    least_letters: int = 2
