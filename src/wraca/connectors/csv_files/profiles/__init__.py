"""One file for each export that is known by its columns. To add one: a file here, a line in `list_profiles`, a fixture
with its real header in tests/connectors/csv_files/fixtures."""

from __future__ import annotations

from collections.abc import Sequence

from wraca.connectors.csv_files.layout import normal_names
from wraca.connectors.csv_files.profiles.profile import Profile


def list_profiles() -> tuple[Profile, ...]:
    from wraca.connectors.csv_files.profiles import (
        baselinker,
        freshmail,
        getresponse,
        klaviyo,
        mailchimp,
        prestashop,
        shopify,
        skyverge,
        woocommerce,
    )

    systems = (shopify, woocommerce, skyverge, prestashop, baselinker, klaviyo, mailchimp, getresponse, freshmail)
    return tuple(profile for system in systems for profile in system.PROFILES)


def recognise(header: Sequence[str]) -> Profile | None:
    """The profile that needs the most of these columns, in whatever order and case they stand."""
    names = set(normal_names(header))
    fitting = [profile for profile in list_profiles() if profile.fits(names)]
    return max(fitting, key=lambda profile: len(profile.needs), default=None)


def find_profile(code: str) -> Profile | None:
    return next((profile for profile in list_profiles() if profile.code == code), None)
