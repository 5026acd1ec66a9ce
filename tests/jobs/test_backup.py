import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.installations import copy_migrated

from wraca.jobs.backup import Places, back_up, count_rows, unpack
from wraca.jobs.restore import restore
from wraca.kit.errors import Conflict, InvalidInput
from wraca.postgres.embedded import EmbeddedPostgres

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


OUTSIDE = os.environ.get("WRACA_DATABASE_URL")

#: One process of the run makes the migrated cluster, for all of these.
pytestmark = pytest.mark.xdist_group("migrated")


@pytest.fixture
def places(migrated):
    """Two installations, each with its server: one with a shop in it, one empty."""
    with copy_migrated(migrated) as (first, first_server), copy_migrated(migrated) as (second, second_server):
        for folder in (first, second):
            (folder / "photographs").mkdir()
        fill(first_server)
        (first / "secret_key").write_text("the first one's key")
        (first / "photographs" / "żółty kapelusz.jpg").write_bytes(b"\xff\xd8picture")
        (second / "secret_key").write_text("the second one's key")
        yield (
            Places(first_server.conninfo(), first, first / "photographs"),
            Places(second_server.conninfo(), second, second / "photographs"),
        )


def fill(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.conninfo()) as connection:
        connection.execute(
            "INSERT INTO shop_shop (id, name, currency, zone, language, prices_gross, default_margin_percent, sample, "
            "sample_facts, merges_certain_duplicates, retention, flag_rule) "
            "VALUES (1, 'Sklep', 'PLN', 'Europe/Warsaw', 'pl', true, 30, false, '{}', false, '{}', 'ignored')"
        )
        connection.execute(
            "INSERT INTO events_event (at, kind, key, fingerprint, payload) "
            "SELECT now(), 'order.paid', 'k' || n, '\\x00', '{}' FROM generate_series(1, 5) n"
        )


def shop_names(places: Places) -> list[str]:
    with psycopg.connect(places.conninfo) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM shop_shop")]


def test_backup_and_restore_carry_everything_and_refuse_what_is_wrong(places, tmp_path):
    first, second = places
    file = tmp_path / "shop.backup"
    done = back_up(first, file, NOW)
    assert (done.rows["shop_shop"], done.rows["events_event"]) == (1, 5)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(Conflict, match="exists already"):
        back_up(first, file, NOW)

    derived = second.data / "lake"
    derived.mkdir()
    restored = restore(second, file, NOW, derived=[derived])
    assert restored.rows == done.rows
    assert shop_names(second) == ["Sklep"]
    assert (second.data / "secret_key").read_text() == "the first one's key"
    assert (second.photographs / "żółty kapelusz.jpg").read_bytes() == b"\xff\xd8picture"
    assert not derived.exists()
    with psycopg.connect(second.conninfo) as connection:
        assert count_rows(connection) == done.rows
        databases = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'wraca%' ORDER BY 1")
        assert databases.fetchall() == [("wraca",)]

    with pytest.raises(Conflict, match="holds a shop already"):
        restore(second, file, NOW, derived=[])
    with (
        psycopg.connect(second.conninfo),
        pytest.raises(Conflict, match="is in use"),
    ):
        restore(second, file, NOW, derived=[], overwrite=True)
    assert shop_names(second) == ["Sklep"]
    left = sorted(path.name for path in second.data.iterdir())
    assert left == ["photographs", "postgres", "run", "secret_key"]
    restore(second, file, NOW, derived=[], overwrite=True)
    assert shop_names(second) == ["Sklep"]


@pytest.fixture
def outside(tmp_path):
    """An installation on a server that is not ours, with an empty database of its own."""
    with psycopg.connect(OUTSIDE, autocommit=True) as connection:
        connection.execute("CREATE DATABASE moved")
        yield Places(make_conninfo(OUTSIDE, dbname="moved"), tmp_path / "outside", tmp_path / "outside" / "photographs")
        connection.execute("DROP DATABASE moved")


@pytest.mark.skipif(not OUTSIDE, reason="needs a server of yours: make test-external")
def test_backup_of_the_embedded_database_restores_into_a_server_of_ones_own(places, outside, tmp_path):
    file = tmp_path / "shop.backup"
    done = back_up(places[0], file, NOW)
    for overwrite in (False, True):
        assert restore(outside, file, NOW, derived=[], overwrite=overwrite).rows == done.rows
        assert shop_names(outside) == ["Sklep"]
        assert (outside.data / "secret_key").read_text() == "the first one's key"
        assert (outside.photographs / "żółty kapelusz.jpg").read_bytes() == b"\xff\xd8picture"
    with psycopg.connect(outside.conninfo) as connection:
        assert count_rows(connection) == done.rows
        # New rows take ids after the old ones, and are stamped: sequences and triggers came along.
        connection.execute(
            "INSERT INTO events_event (at, kind, key, fingerprint, payload) "
            "VALUES (now(), 'order.paid', 'new', '\\x00', '{}')"
        )
        fresh = connection.execute(
            "SELECT id = max(id) OVER (), changed IS NOT NULL FROM events_event ORDER BY key = 'new' DESC"
        )
        assert fresh.fetchone() == (True, True)


def test_restore_gives_rows_stamps_of_this_cluster_and_skips_no_event(places, tmp_path):
    first, second = places
    with psycopg.connect(first.conninfo, autocommit=True) as connection:
        # Stamps of a cluster that is far ahead: events 1 and 3 were handled, 2, 4 and 5 were not.
        for number, stamp in ((1, 900_001), (2, 900_005), (3, 900_002), (4, 900_005), (5, 900_007)):
            connection.execute("UPDATE events_event SET changed = %s WHERE key = %s", [stamp, f"k{number}"])
        ids = dict(connection.execute("SELECT key, id FROM events_event").fetchall())
        connection.execute(
            "INSERT INTO events_cursor (follower, position, last_id) VALUES ('reactions', 900002, %s)", [ids["k3"]]
        )
    file = tmp_path / "shop.backup"
    back_up(first, file, NOW)
    restore(second, file, NOW, derived=[])
    with psycopg.connect(second.conninfo) as connection:
        horizon = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()[0]
        assert connection.execute("SELECT max(changed) < %s FROM events_event", [horizon]).fetchone() == (True,)
        to_come = connection.execute(
            "SELECT key FROM events_event e, events_cursor WHERE (changed, e.id) > (position, last_id) ORDER BY 1"
        )
        assert to_come.fetchall() == [("k2",), ("k4",), ("k5",)]


def test_restore_of_a_damaged_file_changes_nothing(places, tmp_path):
    first, second = places
    file = tmp_path / "shop.backup"
    back_up(first, file, NOW)
    damaged = tmp_path / "damaged.backup"
    content = bytearray(file.read_bytes())
    at = content.index(b"the first one's key")
    content[at : at + 3] = b"THE"
    damaged.write_bytes(content)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    text = tmp_path / "text.backup"
    text.write_text("no tar at all")
    for wrong, sentence in (
        (damaged, "secret_key is not what was written"),
        (cut, "not a whole backup"),
        (text, "not a whole backup"),
        (tmp_path / "none", "no backup at"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            restore(second, wrong, NOW, derived=[])
    assert shop_names(second) == []
    assert (second.data / "secret_key").read_text() == "the second one's key"


def test_unpack_refuses_a_member_outside_its_folder(tmp_path):
    file = tmp_path / "evil.backup"
    with tarfile.open(file, "w") as tar:
        tar.add(Path(__file__), arcname="../evil")
    side = tmp_path / "side"
    side.mkdir()
    with pytest.raises(InvalidInput):
        unpack(file, side)
    assert not (tmp_path / "evil").exists()
