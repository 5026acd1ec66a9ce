import os
import signal
import threading

import pytest
from tests.server.conftest import free_port, start_process, wait_for

#: One process of the run makes the migrated cluster, for all of these.
pytestmark = pytest.mark.xdist_group("migrated")


def refused(data, *arguments: str) -> tuple[int, str]:
    process = start_process(data, *arguments)
    _out, said = process.communicate(timeout=60)
    return process.returncode, said


def test_server_answers_refuses_a_second_and_stops_in_order(start_server):
    first = start_server()
    assert first.get("/healthz") == (200, '{"status": "ok", "database": "ok"}')
    assert first.get("/v1/health")[0] == 200
    assert first.get("/any/0") == (200, "done")
    invented = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    assert first.get("/caller", **invented) == (200, "http 127.0.0.1")
    status, metrics = first.get("/metrics")
    assert (status, metrics.partition("\n")[0]) == (200, "wraca_up 1")

    code, said = refused(first.data, "serve", "--port", str(free_port()))
    assert (code, said) == (
        1,
        f"wraca: Wraca already serves this data folder ({first.data}) at http://127.0.0.1:{first.port}/, "
        f"process {first.process.pid}.\n",
    )
    code, said = refused(first.data, "serve", "--role", "api", "--port", str(first.port))
    assert (code, said.partition(". ")[0]) == (
        1,
        f"wraca: Port {first.port} on 127.0.0.1 is taken by another program",
    )

    answers = {}
    requests = [
        threading.Thread(target=lambda path=path: answers.update({path: first.get(path)[0]}))
        for path in ("/v1/3", "/any/4")
    ]
    for request in requests:
        request.start()
    wait_for(lambda: {"/v1/3", "/any/4"} <= set(first.get("/arrived")[1].split()))
    first.process.send_signal(signal.SIGTERM)
    for request in requests:
        request.join()
    # Both were in flight when the signal came, and were answered.
    assert answers == {"/v1/3": 200, "/any/4": 200}
    assert first.process.wait(90) == 0
    assert (first.worker_pids(), first.database_pid()) == ([], None)


@pytest.mark.long
def test_killed_server_takes_worker_and_database_with_it(start_server):
    server = start_server()
    wait_for(lambda: len(server.worker_pids()) == 1)
    server.process.kill()
    wait_for(lambda: (server.worker_pids(), server.database_pid()) == ([], None))


@pytest.mark.long
def test_killed_worker_is_started_again(start_server):
    server = start_server()
    wait_for(lambda: len(server.worker_pids()) == 1)
    killed = server.worker_pids()
    os.kill(killed[0], signal.SIGKILL)
    wait_for(lambda: len(server.worker_pids()) == 1 and server.worker_pids() != killed)


@pytest.mark.long
def test_killed_database_is_started_again(start_server):
    server = start_server("--no-worker")
    os.kill(server.database_pid(), signal.SIGKILL)
    wait_for(lambda: server.get("/healthz")[0] == 200 and server.database_pid() is not None)


@pytest.mark.long
def test_request_that_never_ends_does_not_hold_the_server(start_server):
    server = start_server("--no-worker")
    threading.Thread(target=lambda: _ignore_errors(server, "/any/120"), daemon=True).start()
    wait_for(lambda: "/any/120" in server.get("/arrived")[1])
    server.process.send_signal(signal.SIGTERM)
    # Ten seconds of grace (serving.GRACE_SECONDS), then it leaves without the thread.
    assert server.process.wait(90) == 0


def _ignore_errors(server, path: str) -> None:
    try:
        server.get(path)
    except OSError:
        return


@pytest.mark.long
def test_roles_serve_one_data_folder_together(start_server):
    api = start_server("--role", "api", application="")
    console = start_server("--role", "console", application="")
    assert api.get("/v1/health")[0] == 200
    assert api.get("/")[0] == 404
    assert console.get("/healthz")[0] == 200
    assert console.get("/v1/health")[0] != 200
    for server in (console, api):
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(90) == 0
    assert api.database_pid() is None


@pytest.mark.long
def test_interrupt_while_starting_leaves_nothing_behind(data):
    process = start_process(data, "serve", "--port", str(free_port()))
    wait_for(lambda: (data / "run").exists() and any((data / "run").iterdir()))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not (data / "postgres" / "cluster" / "postmaster.pid").exists()
