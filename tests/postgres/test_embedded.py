import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time

import adbc_driver_postgresql.dbapi
import psycopg
import pytest
from tests.postgres.conftest import QUICK, copy_server, needs_root

from wraca import settings
from wraca.kit.errors import NotReady
from wraca.postgres import account, embedded
from wraca.postgres.account import choose_account, first_impassable
from wraca.postgres.embedded import EmbeddedPostgres
from wraca.postgres.stale import clear_stale_pid, server_pid

#: One process of the run makes the empty cluster, for all of these.
pytestmark = pytest.mark.xdist_group("cluster")

#: A program of its own that attaches, says so, and stays until its input ends.
USER = """
import sys, pathlib
from wraca.postgres.embedded import EmbeddedPostgres
server = EmbeddedPostgres(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), settings={"fsync": "off"})
with server:
    print("attached", flush=True)
    sys.stdin.read()
"""


def start_user(server: EmbeddedPostgres) -> subprocess.Popen:
    command = [sys.executable, "-c", USER, str(server.folder), str(server.socket_folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def one(server: EmbeddedPostgres, query: str):
    with psycopg.connect(server.conninfo()) as connection:
        return connection.execute(query).fetchone()[0]


def test_server_runs_while_it_is_used_and_no_longer(server):
    with server:
        assert one(server, "SELECT current_database() || ' ' || current_user") == "wraca wraca"
        assert server_pid(server.cluster) is not None
    assert server_pid(server.cluster) is None


def test_server_stays_until_its_last_user_leaves(server):
    second = EmbeddedPostgres(server.folder, server.socket_folder)
    with server:
        second.attach()
    assert one(second, "SELECT 1") == 1
    second.detach()
    assert server_pid(server.cluster) is None


def test_data_written_is_there_after_a_stop(server):
    with server, psycopg.connect(server.conninfo()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 41 + 1 AS answer")
    with server:
        assert one(server, "SELECT answer FROM kept") == 42


def test_contrib_modules_of_both_kinds_of_server_are_there(server):
    with server, psycopg.connect(server.conninfo()) as connection:
        for module in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {module}")
        assert connection.execute("SELECT unaccent('Żółć')").fetchone() == ("Zolc",)


def test_path_with_a_space_and_quotes_works_for_psycopg_and_adbc(place, stopped_cluster):
    server = copy_server(stopped_cluster, place / 'it\'s a "shop"')
    with server:
        assert one(server, "SELECT 1") == 1
        with adbc_driver_postgresql.dbapi.connect(server.conninfo()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 7")
            assert cursor.fetchone() == (7,)


@pytest.mark.long
def test_path_too_long_for_a_socket_listens_in_a_temporary_folder(place, stopped_cluster):
    data = place / ("d" * 115)
    server = copy_server(stopped_cluster, data, settings.socket_folder(data))
    assert len(os.fsencode(server.socket_folder)) < 85
    with server:
        assert one(server, "SELECT 1") == 1
    server.socket_folder.rmdir()


def test_socket_folder_of_somebody_else_is_refused(server):
    server.socket_folder.symlink_to("/tmp")
    with pytest.raises(NotReady, match="belongs to somebody else"):
        server.attach()
    server.socket_folder.unlink()


def test_stale_pid_of_another_live_program_does_not_stop_the_start(server):
    # What a restarted container leaves: the file of a killed server, its pid taken by something else.
    with subprocess.Popen(["sleep", "60"]) as other:
        lines = [str(other.pid), str(server.cluster), "1795330000", "5432", str(server.socket_folder), "", "  1 2", ""]
        (server.cluster / "postmaster.pid").write_text("\n".join(lines))
        os.chown(server.cluster / "postmaster.pid", *_owner(server.cluster))
        with server:
            assert one(server, "SELECT 1") == 1
        other.kill()


def _owner(path) -> tuple[int, int]:
    status = path.stat()
    return status.st_uid, status.st_gid


def test_stale_pid_file_keeps_its_line_about_shared_memory(server, place):
    path = server.cluster / "postmaster.pid"
    path.write_text(f"{os.getpid()}\n{server.cluster}\n1\n5432\n{place}\n*\n  5432001  7\nready\n")
    (place / ".s.PGSQL.5432.lock").touch()
    assert clear_stale_pid(server.cluster, place)
    pid, *rest = path.read_text().split("\n")
    assert rest == [str(server.cluster), "1", "5432", str(place), "*", "  5432001  7", "ready", ""]
    assert pid != str(os.getpid())
    assert not (place / ".s.PGSQL.5432.lock").exists()
    path.unlink()


def test_live_server_is_not_taken_for_a_stale_one(server):
    with server:
        assert not clear_stale_pid(server.cluster, server.socket_folder)


def test_killed_server_is_started_again_by_its_watcher(server):
    with server:
        os.kill(server_pid(server.cluster), signal.SIGKILL)
        assert server.revive()
        assert one(server, "SELECT 1") == 1
        assert not server.revive()


def test_server_orphaned_by_a_kill_is_joined_and_stopped_by_the_next(server):
    with start_user(server) as owner:
        assert owner.stdout.readline() == "attached\n"
        pid = server_pid(server.cluster)
        owner.kill()
    assert server_pid(server.cluster) == pid
    with server:
        assert server_pid(server.cluster) == pid
    assert server_pid(server.cluster) is None


@pytest.mark.long
def test_half_made_cluster_of_a_killed_start_is_made_anew(place):
    (place / "postgres" / "cluster.new" / "base").mkdir(parents=True)
    with EmbeddedPostgres(place / "postgres", place / "run", settings=QUICK) as server:
        assert one(server, "SELECT 1") == 1
    assert sorted(path.name for path in server.folder.iterdir()) == ["cluster", "gate.lock", "log", "users.lock"]


@pytest.mark.long
def test_three_starts_at_once_share_one_server(place):
    server = EmbeddedPostgres(place / "postgres", place / "run")
    users = [start_user(server) for _ in range(3)]
    assert [user.stdout.readline() for user in users] == ["attached\n"] * 3
    assert one(server, "SELECT 1") == 1
    for user in users:
        user.communicate()
    assert [user.returncode for user in users] == [0, 0, 0]
    assert server_pid(server.cluster) is None


@pytest.mark.long
def test_server_killed_while_a_backend_writes_comes_back(server):
    with server:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            connection.execute("CREATE TABLE load (a bigint, b text)")
            connection.execute("INSERT INTO load SELECT a, repeat('x', 200) FROM generate_series(1, 50000) a")
        writer = multiprocessing.get_context("spawn").Process(target=_write_much, args=(server.conninfo(),))
        writer.start()
        while one(server, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO load%'") == 0:
            time.sleep(0.1)
        os.kill(server_pid(server.cluster), signal.SIGKILL)
        server.revive()
        assert one(server, "SELECT count(*) FROM load") == 50000
        writer.join()


def _write_much(conninfo: str) -> None:
    rows = "INSERT INTO load SELECT a, repeat('y', 200) FROM generate_series(1, 20000000) a"
    try:
        with psycopg.connect(conninfo) as connection:
            connection.execute(rows)
    except psycopg.OperationalError:
        return


def test_log_holds_no_values_of_failed_statements(server):
    with server, psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (email text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('ewa@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", ["ewa@example.com"])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'ewa@example.com'::int")
    log = server.log.read_text()
    assert "database system is ready" in log
    assert "ewa" not in log


def test_log_is_cut_to_its_end(server, monkeypatch):
    monkeypatch.setattr(embedded, "LOG_LIMIT_BYTES", 100)
    monkeypatch.setattr(embedded, "LOG_KEPT_BYTES", 10)
    server.log.write_bytes(b"x" * 200 + b"0123456789")
    server.trim_log()
    assert server.log.read_bytes() == b"0123456789"


def test_error_of_a_failed_start_gives_the_reason(server):
    server.settings["shared_buffers"] = "-5"
    with pytest.raises(NotReady, match=r"does not start: .*shared_buffers"):
        server.attach()


@pytest.fixture
def closed(place):
    """A folder for root alone, as /root is."""
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    return folder


@needs_root
def test_root_is_told_which_folder_is_closed(closed, monkeypatch):
    monkeypatch.setattr(account, "CAPABILITIES", ())
    with pytest.raises(NotReady, match="may not enter") as error:
        EmbeddedPostgres(closed / "data" / "postgres", closed / "data" / "run").attach()
    assert str(closed) in str(error.value)
    assert closed.stat().st_mode & 0o777 == 0o700


@needs_root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="only util-linux has setpriv")
def test_server_of_root_passes_a_closed_folder_and_leaves_it_closed(closed, stopped_cluster):
    server = copy_server(stopped_cluster, closed / "data")
    with server:
        assert one(server, "SELECT 1") == 1
        assert server.cluster.stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert server_pid(server.cluster) is None
    assert closed.stat().st_mode & 0o777 == 0o700


@needs_root
def test_account_may_enter_folders_open_to_it(place):
    lent = choose_account(place / "none")
    assert (lent.name, lent.lent) == ("nobody", True)
    assert first_impassable(place, lent) is None


@pytest.mark.long
@needs_root
def test_ordinary_user_starts_and_stops_a_server(place):
    os.chown(place, *pwd.getpwnam("nobody")[2:4])
    child = os.fork()
    if child == 0:
        os._exit(_as_nobody(place))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _as_nobody(place) -> int:
    uid, gid = pwd.getpwnam("nobody")[2:4]
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    with EmbeddedPostgres(place / "postgres", place / "run", settings=QUICK) as server:
        return 0 if one(server, "SELECT 1") == 1 and server.cluster.stat().st_uid == uid else 1
