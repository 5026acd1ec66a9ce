"""What a domain tells of things that happened to customers: to segments and pages. The list of all is wraca.fields."""

from __future__ import annotations

from dataclasses import dataclass

from wraca.kit.field import Field


@dataclass(frozen=True)
class Behaviour:
    """A table of the generation with `customer_id` and `day` in each row, counted in different days."""

    #: A verb in the past, as rules say it: `bought`.
    name: str
    table: str
    #: English; translated where it is shown.
    label: str
    #: A sentence on what it means, English too.
    about: str
    #: What each thing that happened was like, as columns of the table and of the one it is looked up in.
    fields: tuple[Field, ...] = ()
    #: Another table, and the column that both have by which a row of it is found.
    looked_up: tuple[str, str] | None = None
