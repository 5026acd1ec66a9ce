"""The one list of customer fields."""

import ibis
import pytest

from wraca.fields import FIELDS, find_field
from wraca.kit.errors import InvalidInput
from wraca.kit.field import TYPES
from wraca.lifecycle.steps.customers import CUSTOMERS

TABLE = ibis.table(dict(CUSTOMERS.schema.columns), name="customers")
DTYPES = {"number": ("int64", "float64"), "money": ("int64",), "share": ("float64",), "day": ("date",)}
DTYPES |= {"choice": ("string",), "text": ("string",), "flag": ("boolean",)}


def test_every_field_has_a_name_of_its_own():
    assert len({field.name for field in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_what_it_says(field):
    assert field.type in TYPES
    assert str(field.of(TABLE).type()) in DTYPES[field.type]
    assert field.label
    assert field.about.endswith(".")
    assert bool(field.choices) == (field.type == "choice")


def test_a_field_that_does_not_exist_is_told_with_those_that_do():
    assert find_field("stage").choices[0] == "potential"
    with pytest.raises(InvalidInput, match="there is no customer field 'age'; there are: signed_up_day"):
        find_field("age")
