"""What a command is told before it begins: a database too old, a disk that is full."""

import os
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings

from wraca.kit.errors import NotReady
from wraca.postgres.embedded import EmbeddedPostgres
from wraca.server import database


def answering_as(version: int):
    class Connection:
        info = SimpleNamespace(server_version=version)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    return lambda *_args, **_options: Connection()


def test_server_older_than_postgresql_15_is_refused(monkeypatch):
    monkeypatch.setattr(psycopg, "connect", answering_as(140_012))
    with pytest.raises(NotReady) as refused:
        database.check_server("host=db.example.com port=5433 dbname=shop password=secret")
    assert str(refused.value) == ("PostgreSQL at db.example.com:5433/shop is version 14; Wraca needs 15 or newer.")


@pytest.mark.parametrize("version", [150_000, 180_001])
def test_server_of_postgresql_15_or_newer_will_do(monkeypatch, version):
    monkeypatch.setattr(psycopg, "connect", answering_as(version))
    database.check_server("host=db.example.com dbname=shop")


def refusing(monkeypatch, times: int, sentence: str) -> list[int]:
    """The server refuses that many times, and answers then. Returns the calls, one a number."""
    calls: list[int] = []
    answer = answering_as(180_001)

    def connect(*arguments, **options):
        calls.append(len(calls))
        if len(calls) <= times:
            raise psycopg.OperationalError(sentence)
        return answer()

    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(database, "RETRY_SECONDS", 0.01)
    return calls


def test_server_that_is_starting_up_is_waited_for(monkeypatch):
    calls = refusing(monkeypatch, 2, "FATAL:  the database system is starting up")
    database.check_server("host=/nowhere dbname=shop")
    assert len(calls) == 3


def test_server_that_stays_in_its_start_is_told_in_a_sentence(monkeypatch):
    refusing(monkeypatch, 1000, "FATAL:  the database system is starting up")
    monkeypatch.setattr(database, "RESTART_SECONDS", 0.05)
    with pytest.raises(NotReady) as refused:
        database.check_server("host=/nowhere dbname=shop")
    assert str(refused.value) == (
        "PostgreSQL does not answer at /nowhere/shop: FATAL:  the database system is starting up"
    )


def test_server_that_refuses_the_password_is_not_asked_again(monkeypatch):
    calls = refusing(monkeypatch, 1000, "FATAL:  password authentication failed")
    with pytest.raises(NotReady):
        database.check_server("host=/nowhere dbname=shop")
    assert len(calls) == 1


def free(number: int):
    return lambda _folder: SimpleNamespace(free=number)


def test_full_disk_is_said_before_anything_begins(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(database.shutil, "disk_usage", free(49_999_999))
    with pytest.raises(NotReady) as refused:
        database.check_data_folder()
    assert str(refused.value) == f"The disk of the data folder {tmp_path} is full: 49 MB left."
    assert os.listdir(tmp_path) == []
    monkeypatch.setattr(database.shutil, "disk_usage", free(50_000_000))
    database.check_data_folder()


def test_new_database_is_not_begun_without_room_for_it(monkeypatch, tmp_path):
    tmp_path.chmod(0o755)
    server = EmbeddedPostgres(tmp_path / "postgres", tmp_path / "run")
    monkeypatch.setattr("wraca.postgres.embedded.shutil.disk_usage", free(199_999_999))
    with pytest.raises(NotReady) as refused:
        server.attach()
    assert str(refused.value) == f"The disk of {server.folder} has 199 MB left; a new database needs 200 MB."
    assert not server.cluster.exists()
