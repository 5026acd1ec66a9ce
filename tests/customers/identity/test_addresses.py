import pytest

from wraca.customers.identity.addresses import alias_of
from wraca.customers.identity.queries import may_be_marketed


@pytest.mark.parametrize(
    ("email", "alias"),
    [
        # The suffix is the transaction's: two purchases of one buyer have one alias.
        ("8awgqyk6a5+cub31c122@allegromail.pl", "8awgqyk6a5@allegromail.pl"),
        ("8awgqyk6a5+zz99@allegromail.pl", "8awgqyk6a5@allegromail.pl"),
        ("8awgqyk6a5@allegromail.cz", "8awgqyk6a5@allegromail.cz"),
        ("abc123def456@marketplace.amazon.pl", "abc123def456@marketplace.amazon.pl"),
        ("abc123def456@marketplace.amazon.co.uk", "abc123def456@marketplace.amazon.co.uk"),
        ("e7f5a0@members.ebay.de", "e7f5a0@members.ebay.de"),
        # A person's own.
        ("jan+allegro@example.com", None),
        ("jan@allegro-fan.pl", None),
        ("jan@allegromail.pl.example.com", None),
        ("jan@notallegromail.pl", None),
        ("", None),
    ],
)
def test_marketplaces_address_is_told_from_a_persons_own(email, alias):
    assert alias_of(email) == alias
    assert may_be_marketed(email) == (alias is None and email != "")
