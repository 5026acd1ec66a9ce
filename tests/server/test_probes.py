import json

import pytest
from django.test import override_settings

from wraca.kit.errors import NotReady
from wraca.server import probes
from wraca.server.measures import Measure, prometheus_text
from wraca.server.ports import address_of, bind
from wraca.server.probes import Probes, may_read_metrics, not_found


@pytest.fixture
def _kept_connection(monkeypatch):
    """The test's own transaction lives on its connection."""
    monkeypatch.setattr(probes, "close_old_connections", lambda: None)


LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


def ask(path: str, **environ) -> tuple[str, str]:
    answered = []
    body = Probes(not_found)({"PATH_INFO": path, **LOCAL, **environ}, lambda status, headers: answered.append(status))
    return answered[0], b"".join(body).decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_kept_connection")
def test_health_says_that_the_database_answers():
    status, body = ask("/healthz")
    assert (status, json.loads(body)) == ("200 OK", {"status": "ok", "database": "ok"})


@pytest.mark.django_db
@pytest.mark.usefixtures("_kept_connection")
def test_metrics_leave_out_what_is_not_known():
    status, body = ask("/metrics")
    lines = body.splitlines()
    assert (status, lines[0]) == ("200 OK", "wraca_up 1")
    assert 'wraca_queue_jobs{state="waiting"} 0' in lines
    # Nothing was published yet: no age, rather than an age of 0.
    assert not [line for line in lines if "generation_age" in line]


def test_metrics_are_for_this_machine_unless_a_token_is_set():
    assert may_read_metrics(LOCAL)
    assert not may_read_metrics({"REMOTE_ADDR": "192.0.2.7"})
    assert not may_read_metrics({**LOCAL, "HTTP_X_FORWARDED_FOR": "192.0.2.7"})
    with override_settings(METRICS_TOKEN="t0ken"):
        assert not may_read_metrics(LOCAL)
        assert may_read_metrics({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer t0ken"})


def test_prometheus_text_describes_each_name_once():
    measures = [Measure("a", "An a.", 1, {"t": 'x"y'}), Measure("a", "An a.", 2.5, {"t": "z"})]
    assert prometheus_text(iter(measures)) == '# HELP a An a.\n# TYPE a gauge\na{t="x\\"y"} 1\na{t="z"} 2.5\n'


def test_address_of_an_ipv6_host_is_in_brackets():
    assert address_of("::1", 80) == "http://[::1]:80/"


def test_bind_takes_the_port_at_once():
    with bind("127.0.0.1", 0) as first:
        first.listen()
        with pytest.raises(NotReady, match="is taken by another program"):
            bind("127.0.0.1", first.getsockname()[1])
