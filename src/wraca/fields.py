"""Every customer field and every behaviour that the domains offer to segments, campaigns and pages: the one list.

Each field is a column of the generation's table `customers`, or an expression over it.
"""

from __future__ import annotations

import wraca.customers.fields
import wraca.lifecycle.fields
import wraca.orders.fields
from wraca.kit.behaviour import Behaviour
from wraca.kit.errors import InvalidInput
from wraca.kit.field import Field

FIELDS: tuple[Field, ...] = (
    *wraca.customers.fields.FIELDS,
    *wraca.orders.fields.FIELDS,
    *wraca.lifecycle.fields.FIELDS,
)
BEHAVIOURS: tuple[Behaviour, ...] = wraca.orders.fields.BEHAVIOURS
_BY_NAME = {field.name: field for field in FIELDS}


def find_field(name: str) -> Field:
    """Raises InvalidInput, naming what there is."""
    if name not in _BY_NAME:
        raise InvalidInput(f"there is no customer field {name!r}; there are: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]
