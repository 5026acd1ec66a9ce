from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
from tests.engine.tables import SUMS, numbers
from tests.forks import Forks

from wraca import __version__
from wraca.engine.files import hold
from wraca.engine.generations import Generations
from wraca.engine.run import engine_for, run_steps
from wraca.kit.errors import Conflict, InvalidInput, NotReady, WracaError


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "generations")


@pytest.fixture
def publish(generations, tmp_path):
    lake = {"lake_numbers": numbers(tmp_path, 20)}

    def publish(**manifest) -> str:
        with generations.begin() as draft:
            outcome = run_steps(engine_for("duckdb", 256), [SUMS], lake, draft.folder)
            return draft.publish(manifest, outcome.tables).id

    return publish


def ids(generations: Generations) -> list[str]:
    return [listed.id for listed in generations.list_()]


def folders(generations: Generations) -> list[str]:
    return sorted(path.name for path in generations.folder.iterdir() if path.is_dir())


def test_generation_before_the_first_is_none(generations):
    assert generations.current() is None
    assert generations.list_() == []
    assert generations.stamp() is None


def test_publish_writes_a_manifest_of_everything_in_it(generations, publish):
    publish(watermark=5)
    with generations.current() as current:
        manifest = dict(current.manifest)
        file = current.folder / "sums" / "part-00000.parquet"
    entry = manifest["tables"]["sums"]
    assert manifest["watermark"] == 5
    assert manifest["wraca_version"] == __version__
    assert entry["rows"] == 2  # 0 to 19 make two tens
    assert entry["columns"] == [["tens", "int64"], ["total", "int64"], ["mean_half", "float64"]]
    assert entry["key"] == ["tens"]
    assert entry["files"][0]["bytes"] == file.stat().st_size
    assert len(entry["files"][0]["sha256"]) == 64
    # The lake's tables are read, not published.
    assert list(manifest["tables"]) == ["sums"]


def test_publish_keeps_three(generations, publish):
    published = [publish() for _ in range(5)]
    assert ids(generations) == published[:1:-1]
    assert folders(generations) == published[2:]
    assert [listed.current for listed in generations.list_()] == [True, False, False]


def test_same_truth_publishes_the_same_bytes(generations, publish):
    publish()
    publish()
    first, second = (listed.manifest["tables"]["sums"]["files"] for listed in generations.list_())
    assert first == second


def test_pinned_generation_is_not_deleted(generations, publish):
    publish()
    with generations.current() as pinned:
        for _ in range(4):
            publish()
        assert pinned.id in folders(generations)
        assert all(file.exists() for file in pinned.tables()["sums"].files)
    publish()
    assert pinned.id not in folders(generations)


def test_rollback_returns_to_the_one_before_and_forgets_the_newer(generations, publish):
    first, second, third = publish(), publish(), publish()
    assert generations.rollback().id == second
    assert ids(generations) == [second, first]
    assert third not in folders(generations)
    assert publish() not in {first, second}


def test_rollback_without_an_earlier_one_is_refused(generations, publish):
    publish()
    with pytest.raises(NotReady, match="no earlier generation"):
        generations.rollback()


def test_two_drafts_at_once_conflict(generations):
    draft = generations.begin()
    with pytest.raises(Conflict, match="another refresh is running"):
        generations.begin()
    draft.close()
    generations.begin().close()


def test_draft_left_unpublished_is_removed(generations, publish):
    kept = publish()
    with generations.begin() as draft:
        (draft.folder / "half").mkdir()
    assert folders(generations) == [kept]


def test_draft_of_a_killed_refresh_is_removed_by_the_next(generations, publish):
    kept = publish()
    (generations.folder / "000099").mkdir()
    (generations.folder / "000099" / "manifest.json").write_text("{}")
    new = publish()
    assert folders(generations) == [kept, new]


def test_publish_of_nothing_is_refused(generations):
    with generations.begin() as draft, pytest.raises(InvalidInput, match="nothing to publish"):
        draft.publish({}, {})


def test_generations_deleted_by_hand_are_as_if_never_computed(generations, publish):
    gone = publish()
    for path in (generations.folder / gone / "sums").iterdir():
        path.unlink()
    (generations.folder / gone / "pin").unlink()
    assert generations.current() is None
    assert publish() != gone


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_is_read_only_is_said(generations):
    generations.folder.mkdir()
    generations.folder.chmod(0o500)
    with pytest.raises(WracaError, match="may not write"):
        generations.begin()


def test_file_in_the_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WracaError, match="a file stands where a folder is expected"):
        Generations(tmp_path / "file" / "generations").begin()


def assert_whole(generations: Generations) -> str:
    """The current generation can be read to the last byte, whatever happened."""
    import pyarrow.parquet as pq

    with generations.current() as current:
        for name, table in current.tables().items():
            rows = sum(pq.read_table(file).num_rows for file in table.files)
            assert rows == current.manifest["tables"][name]["rows"]
        assert sorted(current.tables()) == ["grand", "sums"]
        return current.id


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_kill_at_any_moment_leaves_a_whole_generation_and_the_next_refresh_works(tmp_path):
    generations = Generations(tmp_path / "generations")
    published = []
    with Forks("tests.engine.victim") as forks:
        for kill in range(20):
            forks.start(tmp_path, kill)
            told = forks.lines()
            assert next(told) == "published"
            # Spread over two rounds of the loop, so that every stage of it is hit.
            time.sleep(0.2 * kill / 20)
            forks.kill()
            assert set(told) <= {"published"}
            assert forks.code == -signal.SIGKILL
            published.append(assert_whole(generations))
            assert 1 <= len(generations.list_()) <= 3
    assert published == sorted(set(published))
    generations.begin().close()
    assert folders(generations) == sorted(ids(generations))
    assert hold(generations.folder / "refresh.lock", exclusive=True)
    assert json.loads(generations.pointer.read_text())["kept"] == ids(generations)
