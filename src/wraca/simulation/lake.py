"""Fills a lake with a simulated shop, without a database."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from wraca.engine.duckdb_engine import arrow_schema
from wraca.engine.facts import Fact
from wraca.engine.lake import Lake
from wraca.simulation.shape import ShopShape
from wraca.simulation.shops import simulate
from wraca.simulation.tables import catalogue_tables, tables_of


def fill_lake(shape: ShopShape, lake: Lake, facts: Sequence[Fact]) -> dict[str, int]:
    """Rows written per fact. A fact that the simulation does not know (events) becomes an empty table."""
    parts = lake.folder.parent / f".{lake.folder.name}-parts"
    try:
        files = write_parts(shape, {fact.name: fact for fact in facts}, parts)
        return {fact.name: fill_fact(lake, fact, files.get(fact.name, [])) for fact in facts}
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def write_parts(shape: ShopShape, facts: Mapping[str, Fact], folder: Path) -> dict[str, list[Path]]:
    """One Parquet file a chunk and table."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files: dict[str, list[Path]] = defaultdict(list)
    for name, table in catalogue_tables(shape):
        write_part(facts, name, table, files, folder)
    for chunk in simulate(shape):
        for name, table in tables_of(shape, chunk):
            write_part(facts, name, table, files, folder)
    return dict(files)


def write_part(
    facts: Mapping[str, Fact], name: str, table: pa.Table, files: dict[str, list[Path]], folder: Path
) -> None:
    if name in facts:
        files[name].append(folder / f"{name}-{len(files[name]):05d}.parquet")
        pq.write_table(table.select(list(facts[name].schema.columns)), files[name][-1], compression="snappy")


def fill_fact(lake: Lake, fact: Fact, files: Sequence[Path]) -> int:
    return lake.write(fact.name, fact.schema, files or arrow_schema(fact.schema).empty_table(), month=fact.month)
