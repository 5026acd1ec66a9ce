"""A shop, its three people, and a client logged in as each."""

from __future__ import annotations

import pytest
from django.test import Client
from scripts.build_hook import compile_catalogues
from scripts.messages import PACKAGE

from wraca.shop.actions import open_shop
from wraca.staff.actions import record_user
from wraca.staff.roles import ROLES

PASSWORD = "zielona-herbata-7"


@pytest.fixture(autouse=True, scope="session")
def _polish():
    compile_catalogues(PACKAGE)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Passwords are slow to hash on purpose; here that would only cost minutes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shop(db):
    return open_shop(name="Kawa i Herbata", currency="PLN", zone="Europe/Warsaw", language="pl")


@pytest.fixture
def staff(shop):
    """Olga owns the shop, Marek does its marketing, Sara serves its customers."""
    names = {"owner": "Olga Sowa", "marketer": "Marek Żuk", "service": "Sara Łoś"}
    return {
        role: record_user(email=f"{role}@example.com", name=names[role], role=role, password=PASSWORD, by=None)
        for role in ROLES
    }


@pytest.fixture
def client_as(staff):
    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(staff[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
