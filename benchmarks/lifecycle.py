"""python -m benchmarks.lifecycle: measure scores and stages on recorded shops, and write the tables of the docs anew.

The tables of docs/algorithms/lifecycle.md that stand between `<!-- figures: NAME -->` and `<!-- end -->` are replaced;
`--print` shows them instead. About a minute. The data are looked for where `lifecycle_shops.DATA` says.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.lifecycle_shops import DATA, SHOPS, RecordedShop, fill_lake
from wraca.engine.duckdb_engine import read_table
from wraca.engine.generations import Generations
from wraca.engine.lake import Lake
from wraca.engine.run import engine_for
from wraca.lifecycle.evaluation import EPOCH, evaluate
from wraca.lifecycle.order_files import read_orders
from wraca.lifecycle.stages import CORE, FIRST_PURCHASE, LEAVING, REPEAT
from wraca.refresh import run_refresh

DOCUMENT = Path(__file__).parents[1] / "docs" / "algorithms" / "lifecycle.md"
MEMORY_MB = 2048


@dataclass(frozen=True)
class Measured:
    shop: RecordedShop
    #: As `wraca lifecycle evaluate --json` prints it.
    evaluation: dict[str, Any]
    #: Stage at the end of the calibration -> customers, share who ordered, order days each, share of the revenue.
    outcomes: dict[str, dict[str, float]]
    #: How often, over the whole record, somebody was called leaving, and for how long.
    spells: dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lifecycle", description=__doc__)
    parser.add_argument("--print", action="store_true", dest="only_print", help="show the tables, change nothing")
    given = parser.parse_args()
    absent = [shop.file for shop in SHOPS if not (DATA / shop.file).exists()]
    if absent:
        print(f"{DATA} lacks {', '.join(absent)}: set WRACA_SHARED_DATA to where they lie", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        measured = [measure(shop, Path(folder) / str(index)) for index, shop in enumerate(SHOPS)]
    tables = {name: table(measured) for name, table in TABLES.items()}
    if given.only_print:
        print("\n\n".join(tables.values()))
    else:
        DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8"), tables), encoding="utf-8")
    return 0


def with_tables(text: str, tables: dict[str, str]) -> str:
    for name, table in tables.items():
        pattern = re.compile(rf"(<!-- figures: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        text, found = pattern.subn(lambda match, table=table: match[1] + table + match[2], text)
        if found != 1:
            raise SystemExit(f"{DOCUMENT.name}: expected one place for the figures {name}; there are {found}")
    return text


def measure(shop: RecordedShop, folder: Path) -> Measured:
    print(f"{shop.name} …", file=sys.stderr, flush=True)
    folder.mkdir()
    orders = shop.orders()
    pq.write_table(orders, folder / "orders.parquet")
    lake = Lake(folder / "lake")
    fill_lake(lake, orders)
    evaluation = evaluate(
        read_orders(folder / "orders.parquet"),
        calibration_end=(shop.calibration_end - EPOCH).days,
        horizon_days=shop.horizon_days,
    )
    last = max(orders["at"].to_pylist()).date()
    whole = refreshed(lake, folder, last)
    then = refreshed(lake, folder, shop.calibration_end)
    return Measured(shop, evaluation, outcomes(shop, then["customers"], whole["order_days"]), spells(whole))


def refreshed(lake: Lake, folder: Path, as_of: date) -> dict[str, pa.Table]:
    """The tables that are looked at, of a refresh of the end of a day."""
    generations = Generations(folder / "generations")
    now = datetime(as_of.year + 1, 12, 31, tzinfo=UTC)
    run_refresh(engine_for("duckdb", MEMORY_MB), lake, generations, None, now, zone="UTC", as_of=as_of)
    with generations.current() as generation:
        tables = generation.tables()
        return {name: read_table(tables[name]) for name in ("customers", "order_days", "stage_changes")}


def outcomes(shop: RecordedShop, customers: pa.Table, order_days: pa.Table) -> dict[str, dict[str, float]]:
    sql = """WITH later AS (
        SELECT customer_id, count(*) AS days, sum(value_minor) AS spent FROM order_days
        WHERE day > $1 AND day <= $1 + CAST($2 AS INTEGER) GROUP BY customer_id)
    SELECT stage, count(*) AS customers, avg(CASE WHEN days > 0 THEN 1 ELSE 0 END) AS ordered,
        coalesce(sum(days), 0) / count(*) AS each, coalesce(sum(spent), 0) / sum(sum(spent)) OVER () AS share
    FROM customers LEFT JOIN later USING (customer_id) GROUP BY stage"""
    rows = ask(sql, [shop.calibration_end, shop.horizon_days], customers=customers, order_days=order_days)
    return {row["stage"]: row for row in rows}


def spells(tables: dict[str, pa.Table]) -> dict[str, float]:
    sql = """WITH stays AS (
        SELECT customer_id, to_stage, lead(day) OVER (PARTITION BY customer_id ORDER BY day) - day AS days
        FROM stage_changes)
    SELECT count(*) AS spells, count(DISTINCT customer_id) AS customers, count(days) AS ended,
        count(*) FILTER (days <= 7) AS week, count(*) FILTER (days <= 14) AS fortnight, median(days) AS median,
        (SELECT count(*) FROM customers) AS known
    FROM stays WHERE to_stage = 'leaving'"""
    return ask(sql, [], **tables)[0]


def ask(sql: str, values: list, **tables: pa.Table) -> list[dict[str, Any]]:
    with duckdb.connect(":memory:") as con:
        for name, table in tables.items():
            con.register(name, table)
        return con.execute(sql, values).to_arrow_table().to_pylist()


# The tables, in Markdown.


def scores_table(measured: list[Measured]) -> str:
    """Rows of the comparison with models and simple rules."""

    def model(name: str, key: str) -> Callable[[dict], Any]:
        return lambda e: e["wraca"][name].get(key)

    def rule(name: str, key: str) -> Callable[[dict], Any]:
        return lambda e: e["baselines"][name].get(key)

    def ours(key: str) -> Callable[[dict], Any]:
        return lambda e: e["wraca"][e["wraca"]["default"]].get(key)

    def three(name: str) -> Callable[[dict], str]:
        keys = (("auc", plain), ("mae", plain), ("total_error", percent))
        return lambda e: ", ".join(say(e["wraca"][name].get(key)) for key, say in keys)

    rows: list[tuple[str, Callable[[dict], str]]] = [
        ("customers, orders held back", lambda e: f"{e['split']['customers']:,}, {e['split']['orders_in_horizon']:,}"),
        (
            "**AUC, who orders** (90 % interval)",
            lambda e: f"**{plain(ours('auc')(e))}** ({span(ours('auc_interval')(e))})",
        ),
        ("recency alone", lambda e: plain(rule("recency", "auc")(e))),
        ("past rate carried on", lambda e: plain(rule("past_rate", "auc")(e))),
        ("silence over own mean gap", lambda e: plain(rule("own_gap_ratio", "auc")(e))),
        ("gone after 26 weeks", lambda e: plain(rule("fixed_26_weeks", "auc")(e))),
        (
            "AUC, repeat buyers: ours / recency",
            lambda e: f"{plain(ours('auc_repeaters')(e))} / {plain(rule('recency', 'auc_repeaters')(e))}",
        ),
        ("**error of orders per customer**", lambda e: f"**{plain(ours('mae')(e))}**"),
        ("past rate carried on", lambda e: plain(rule("past_rate", "mae")(e))),
        ("**error of the total**", lambda e: f"**{percent(ours('total_error')(e))}**"),
        ("past rate carried on", lambda e: percent(rule("past_rate", "total_error")(e))),
        ("Pareto/NBD without the prior: log-likelihood", lambda e: f"{model('pareto_nbd', 'log_likelihood')(e):.2f}"),
        ("its AUC, error, total", three("pareto_nbd")),
        ("MBG/NBD: AUC, error, total", three("mbg_nbd")),
        ("BG/NBD: AUC, error, total", three("bg_nbd")),
        (
            "**days the next order's date is off** (repeat buyers who did order)",
            lambda e: f"**{e['wraca']['next_order']['mae_days']:.1f}**",
        ),
        (
            "memoryless rule / own mean gap / everybody's median",
            lambda e: " / ".join(
                f"{e['wraca']['next_order']['baselines'][name]['mae_days']:.1f}"
                for name in ("memoryless", "own_mean_gap", "population_median")
            ),
        ),
        (
            "of those dates, inside their 90 % interval",
            lambda e: share(e["wraca"]["next_order"]["within_interval"]["value"]),
        ),
        (
            "value of the horizon, error of the total: ours / past",
            lambda e: (
                f"{percent(e['wraca']['value']['total_error'])} /"
                f" {percent(e['baselines']['past_rate']['value']['total_error'])}"
            ),
        ),
    ]
    return markdown(measured, [(label, [say(one.evaluation) for one in measured]) for label, say in rows])


def leaving_table(measured: list[Measured]) -> str:
    def words(called: dict) -> str:
        return f"{called['customers']:,}; {share(called['precision']['value'])}; {share(called['recall']['value'])}"

    rows = [
        ("stayed away, of all", lambda e: share(e["wraca"]["leaving"]["stayed_away_of_all"]["value"])),
        ("called leaving", lambda e: f"{e['wraca']['leaving']['customers']:,}"),
        ("**of them stayed away**", lambda e: with_span(e["wraca"]["leaving"]["precision"])),
        ("**of those who stayed away, called**", lambda e: with_span(e["wraca"]["leaving"]["recall"])),
        ("26-week rule: called; stayed away; found", lambda e: words(e["baselines"]["fixed_26_weeks"]["leaving"])),
    ]
    return markdown(measured, [(label, [say(one.evaluation) for one in measured]) for label, say in rows])


def spells_table(measured: list[Measured]) -> str:
    rows = [
        ("customers; ever called leaving", lambda s: f"{s['known']:,}; {s['customers']:,}"),
        ("times called", lambda s: f"{s['spells']:,}"),
        ("ended by an order", lambda s: share(s["ended"] / s["spells"])),
        (
            "- within 7 days; within 14",
            lambda s: f"{share(s['week'] / s['spells'])}; {share(s['fortnight'] / s['spells'])}",
        ),
        ("- after so many days in the middle", lambda s: f"{s['median']:.0f}"),
    ]
    return markdown(measured, [(label, [say(one.spells) for one in measured]) for label, say in rows])


def outcomes_table(measured: list[Measured]) -> str:
    def words(stage: dict | None) -> str:
        if stage is None:
            return "-"
        customers, each = f"{stage['customers']:,}", f"{stage['each']:.1f}".removeprefix("0")
        return f"{customers}; {share(stage['ordered'])}; {each}; {share(stage['share'])}"

    stages = ((CORE, "core"), (REPEAT, "repeat"), (FIRST_PURCHASE, "first purchase"), (LEAVING, "leaving"))
    return markdown(
        measured, [(label, [words(one.outcomes.get(stage)) for one in measured]) for stage, label in stages]
    )


TABLES: dict[str, Callable[[list[Measured]], str]] = {
    "scores": scores_table,
    "leaving": leaving_table,
    "spells": spells_table,
    "outcomes": outcomes_table,
}


def markdown(measured: list[Measured], rows: list[tuple[str, list[str]]]) -> str:
    names = [one.shop.name for one in measured]
    lines = [("", names), *rows]
    text = [f"| {label} | {' | '.join(cells)} |" if label else f"| | {' | '.join(cells)} |" for label, cells in lines]
    return "\n".join([text[0], "|---" * (len(names) + 1) + "|", *text[1:]])


def plain(value: float) -> str:
    """Three digits, without the zero in front."""
    return f"{value:.3f}".removeprefix("0")


def percent(value: float) -> str:
    text = f"{100 * value:+.1f}"
    return f"{text[0]}{text[1:].removeprefix('0')} %"


def share(value: float) -> str:
    return f"{100 * value:.0f} %"


def span(ends: tuple[float, float]) -> str:
    return "-".join(plain(end) for end in ends)


def with_span(part: dict) -> str:
    return f"{share(part['value'])} ({100 * part['low']:.0f}-{100 * part['high']:.0f})"


if __name__ == "__main__":
    sys.exit(main())
