"""Django's description of a database as a libpq connection string: for ADBC, pg_dump and psycopg."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg.conninfo import make_conninfo


def conninfo_of(database: Mapping[str, object]) -> str:
    """`database`: an entry of Django's DATABASES."""
    given = {
        "host": database.get("HOST"),
        "port": database.get("PORT"),
        "user": database.get("USER"),
        "password": database.get("PASSWORD"),
        "dbname": database.get("NAME"),
    }
    return make_conninfo(**{name: str(value) for name, value in given.items() if value})
