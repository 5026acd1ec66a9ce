"""A small truth of purchases in a database of its own, that the lake copies."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from wraca.engine.facts import Fact, stamp_sql

TABLES = """
CREATE TABLE purchase (
    id bigserial PRIMARY KEY, buyer bigint, placed_at timestamptz NOT NULL, day date NOT NULL, amount numeric(12,2),
    place text, changed bigint
);
CREATE TABLE item (
    id bigserial PRIMARY KEY, purchase bigint NOT NULL REFERENCES purchase ON DELETE CASCADE, name text, changed bigint
);
CREATE TABLE click (id bigserial PRIMARY KEY, day date NOT NULL, changed bigint);
"""
PURCHASES = Fact(
    name="purchases",
    table="purchase",
    key="purchase_id",
    month="day",
    columns={
        "purchase_id": ("int64", "t.id"),
        "buyer": ("int64", "t.buyer"),
        "placed_at": ("timestamp", "t.placed_at"),
        "day": ("date", "t.day"),
        "amount_minor": ("int64", "t.amount * 100"),
        "place": ("string", "t.place"),
    },
)
ITEMS = Fact(
    name="items",
    table="item",
    key="item_id",
    month="day",
    joins="JOIN purchase p ON p.id = t.purchase",
    follows=("p",),
    columns={"item_id": ("int64", "t.id"), "day": ("date", "p.day"), "name": ("string", "t.name")},
)
CLICKS = Fact(
    name="clicks",
    table="click",
    key="click_id",
    month="day",
    append_only=True,
    columns={"click_id": ("int64", "t.id"), "day": ("date", "t.day")},
)


@dataclass(frozen=True)
class Truth:
    conninfo: str

    def connect(self, **options) -> psycopg.Connection:
        return psycopg.connect(self.conninfo, **options)

    def do(self, *statements: str) -> None:
        """Each in a transaction of its own."""
        with self.connect(autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, sql: str) -> list[tuple]:
        with self.connect() as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def truth(postgres_server) -> Iterator[Truth]:
    name = f"engine_{secrets.token_hex(4)}"
    database = settings.DATABASES["default"]
    given = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    options = {word: database[key] for word, key in given.items() if database.get(key)}
    server = Truth(make_conninfo(dbname="postgres", **options))
    server.do(f"CREATE DATABASE {name}")
    fresh = Truth(make_conninfo(dbname=name, **options))
    fresh.do(TABLES, *stamp_sql("purchase"), *stamp_sql("item"), *stamp_sql("click", updatable=False))
    yield fresh
    server.do(f"DROP DATABASE {name} WITH (FORCE)")
