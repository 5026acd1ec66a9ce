"""What a domain tells of each customer: to segments, campaigns and pages. The list of all is wraca.fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TYPES = ("number", "money", "share", "day", "choice", "text", "flag")


@dataclass(frozen=True)
class Field:
    #: The column of the table `customers`, unless `expression` says how to make it of that table.
    name: str
    #: One of TYPES.
    type: str
    #: What a number counts: orders, days, pieces. Money is in minor units of the shop's currency.
    unit: str
    #: English; translated where it is shown.
    label: str
    #: A sentence on what it means, English too.
    about: str
    #: Of type `choice`: the codes it may have.
    choices: tuple[str, ...] = ()
    expression: Callable[[Any], Any] | None = None

    def of(self, customers: Any) -> Any:
        """The Ibis column over the table `customers`."""
        return self.expression(customers) if self.expression else customers[self.name]
