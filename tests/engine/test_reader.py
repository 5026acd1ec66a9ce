from __future__ import annotations

import gc
import threading
from pathlib import Path

import duckdb
import pytest
from tests.engine.tables import SUMS, numbers

from wraca.engine.generations import Generations
from wraca.engine.reader import reader_for
from wraca.engine.run import engine_for, run_steps
from wraca.kit.errors import NotReady


@pytest.fixture
def publish(tmp_path: Path):
    def publish(count: int, **how) -> str:
        lake = {"lake_numbers": numbers(tmp_path / str(count), count)}
        with Generations(tmp_path / "generations").begin() as draft:
            outcome = run_steps(engine_for("duckdb", 256), [SUMS], lake, draft.folder)
            return draft.publish({"count": count}, outcome.tables, **how).id

    return publish


def test_reader_before_the_first_generation_says_what_to_run(tmp_path):
    with pytest.raises(NotReady, match="wraca refresh"):
        reader_for(tmp_path / "generations")


def test_reader_selects_with_parameters(tmp_path, publish):
    publish(20)
    reader = reader_for(tmp_path / "generations")
    # 10 + 11 + ... + 19 = 145; their halves are 7.25 on average
    found = reader.select("SELECT * FROM sums WHERE tens = $tens", {"tens": 1})
    assert found == [{"tens": 1, "total": 145, "mean_half": 7.25}]
    assert reader.one("SELECT total FROM sums ORDER BY tens DESC") == {"total": 145}
    assert reader.one("SELECT total FROM sums WHERE false") is None
    assert reader.arrow("SELECT tens FROM sums ORDER BY 1").to_pydict() == {"tens": [0, 1]}
    assert (reader.has("sums"), reader.has("customers")) == (True, False)
    assert reader.generation.manifest["count"] == 20


def test_reader_is_shared_and_follows_what_is_published_and_rolled_back(tmp_path, publish):
    folder = tmp_path / "generations"
    first = publish(20)
    old = reader_for(folder)
    assert reader_for(folder) is old
    second = publish(30)
    assert reader_for(folder).generation.id == second
    assert old.one("SELECT count(*) AS n FROM sums") == {"n": 2}
    Generations(folder).rollback()
    assert reader_for(folder).generation.id == first


def test_reader_keeps_its_generation_while_it_is_used(tmp_path, publish):
    folder = tmp_path / "generations"
    publish(20)
    old = reader_for(folder)
    for count in (30, 40, 50, 60):
        publish(count)
        reader_for(folder)
    assert old.generation.folder.exists()
    assert old.one("SELECT count(*) AS n FROM sums") == {"n": 2}
    left = old.generation.folder
    del old
    gc.collect()
    publish(70)
    assert not left.exists()


def test_reader_without_the_serving_file_reads_the_parquet(tmp_path, publish):
    publish(20)
    reader = reader_for(tmp_path / "generations")
    expected = reader.select("SELECT * FROM sums ORDER BY tens")
    (reader.generation.folder / "serving.duckdb").unlink()
    Generations(tmp_path / "generations").pointer.touch()
    assert reader_for(tmp_path / "generations").select("SELECT * FROM sums ORDER BY tens") == expected


def test_reader_reads_tables_that_the_serving_file_lacks(tmp_path, publish):
    publish(20, seldom={"sums"})
    reader = reader_for(tmp_path / "generations")
    with duckdb.connect(str(reader.generation.folder / "serving.duckdb"), read_only=True) as con:
        assert con.execute("SHOW TABLES").fetchall() == []
    # 0 + 1 + ... + 9 = 45
    assert reader.one("SELECT total FROM sums ORDER BY tens") == {"total": 45}


def test_reader_answers_many_threads(tmp_path, publish):
    publish(5000)
    reader = reader_for(tmp_path / "generations")
    wrong: list[object] = []

    def ask(tens: int) -> None:
        for _ in range(20):
            found = reader.one("SELECT total FROM sums WHERE tens = ?", [tens])
            if found != {"total": 100 * tens + 45}:
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(tens,)) for tens in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/wraca-must-not-exist.csv'",
        "SET enable_external_access = true",
        "ATTACH '/tmp/wraca-must-not-exist.db' AS other",
    ],
)
def test_reader_touches_nothing_but_its_generation(tmp_path, publish, sql):
    publish(20)
    with pytest.raises(duckdb.Error):
        reader_for(tmp_path / "generations").select(sql)
