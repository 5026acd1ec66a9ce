from __future__ import annotations

import pytest
from tests import cast

from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.wordings import require_wording
from wraca.customers.models import Customer


@pytest.fixture
def people(db) -> dict[str, int]:
    """The cast, by name; of them Celina alone has agreed to anything."""
    cast.load_cast()
    return dict(Customer.objects.values_list("outside_id", "id"))


@pytest.fixture
def wording(people) -> ConsentWording:
    return require_wording("marketing", "email", "pl", shop_name="Sklepik", now=cast.NOW)
