from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests import cast

from wraca.staff.models import User


@pytest.fixture
def generations_folder(tmp_path: Path, settings) -> Path:
    """A folder of generations of the test's own; empty until something is published."""
    settings.GENERATIONS_FOLDER = tmp_path / "generations"
    settings.LAKE_FOLDER = tmp_path / "lake"
    return settings.GENERATIONS_FOLDER


@pytest.fixture
def shop(db, generations_folder: Path) -> None:
    cast.load_cast()


@pytest.fixture
def empty_shop(db, generations_folder: Path) -> None:
    cast.open_cast_shop()


def _client(role: str) -> Client:
    user = User.objects.create_user(f"{role}@example.com", name=role.title(), role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(db) -> Client:
    return _client("owner")


@pytest.fixture
def marketer(db) -> Client:
    return _client("marketer")


@pytest.fixture
def service(db) -> Client:
    return _client("service")
