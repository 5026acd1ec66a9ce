"""Where a data folder is served: told by the lock of the server that holds it."""

from __future__ import annotations

from wraca.server.claims import claimed, serving_address
from wraca.server.ports import address_of, place_of


def test_address_is_of_the_server_that_holds_the_folder(tmp_path):
    assert serving_address(tmp_path) is None
    with claimed(tmp_path, role="api", address="http://127.0.0.1:9002/"):
        assert serving_address(tmp_path) == "http://127.0.0.1:9002/"
        with claimed(tmp_path, role="console", address="http://127.0.0.1:9001/"):
            assert serving_address(tmp_path) == "http://127.0.0.1:9001/"


def test_address_of_a_killed_server_is_not_believed(tmp_path):
    (tmp_path / "serve-all.lock").write_text("17\nhttp://127.0.0.1:9001/")
    assert serving_address(tmp_path) is None


def test_place_is_read_back_from_an_address():
    assert place_of(address_of("127.0.0.1", 9001)) == ("127.0.0.1", 9001)
    assert place_of(address_of("::1", 9001)) == ("::1", 9001)
    assert (place_of("-"), place_of("http://x:y/")) == (None, None)
