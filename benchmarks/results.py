"""Results as a small dated file, and what they say beside the budgets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import machine_facts

FOLDER = Path(__file__).parent / "results"
#: Work, what was measured, its budget, whether it was kept (None: no budget, or not measured).
Row = tuple[str, str, str, bool | None]


@dataclass
class Results:
    file: Path
    content: dict

    @classmethod
    def of_today(cls, *, quick: bool) -> Results:
        day = datetime.now(UTC).date().isoformat()
        file = FOLDER / f"{day}{'-quick' if quick else ''}.json"
        if file.exists():
            return cls(file, json.loads(file.read_text(encoding="utf-8")))
        return cls(file, {"date": day, "quick": quick, "machine": machine_facts(), "parts": {}})

    def has(self, name: str) -> bool:
        return name in self.content["parts"]

    def keep(self, name: str, answer: dict) -> None:
        self.content["parts"][name] = answer
        FOLDER.mkdir(exist_ok=True)
        self.file.write_text(json.dumps(self.content, indent=1) + "\n", encoding="utf-8")
        self.file.with_suffix(".md").write_text(self.table() + "\n", encoding="utf-8")

    def table(self) -> str:
        machine = self.content["machine"]
        head = (
            f"{self.content['date']}: {machine['cores']} cores of {machine['processor']}, {machine['memory_gib']} GiB"
        )
        if self.content["quick"]:
            head += " (quick: small shops; the budgets are not meant for them)"
        judged = [(*said, None if self.content["quick"] else kept) for *said, kept in self.rows()]
        lines = [f"| {work} | {measured} | {budget} | {VERDICTS[kept]} |" for work, measured, budget, kept in judged]
        busy = max((part["load_before"] for part in self.content["parts"].values()), default=0)
        foot = f"Load before the busiest part: {busy} (above the number of cores the figures say little)."
        return "\n".join(
            [head, "", "| work | measured | budget | kept |", "| --- | --- | --- | --- |", *lines, "", foot]
        )

    def rows(self) -> Iterator[Row]:
        parts = {name: part["result"] for name, part in self.content["parts"].items()}
        peaks = {name: part["peak_mib"] for name, part in self.content["parts"].items()}
        for size in ("small", "large"):
            yield from refresh_rows(size, parts.get(f"refresh_{size}"), peaks.get(f"refresh_{size}"))
        yield from comparison_rows(parts)
        yield from console_rows(parts.get("console_large", {}))
        yield from copy_rows(parts)
        yield from import_rows(parts.get("imports", {}))
        yield from fit_rows(parts.get("fits", {}))


VERDICTS = {True: "yes", False: "**no**", None: ""}


def refresh_rows(size: str, refresh: dict | None, peak: int | None) -> Iterator[Row]:
    if refresh is None:
        return
    seconds, work = refresh["seconds"], f"refresh from the lake, {refresh['customers']:,} customers"
    large = size == "large"
    measured = f"{seconds:.1f} s" + (
        f" ({refresh['cpu_seconds']:.0f} s of processors)" if "cpu_seconds" in refresh else ""
    )
    yield work, measured, "base 120 s" if large else "", seconds <= 120 if large else None
    slow = sorted(refresh["steps"].items(), key=lambda step: -step[1]["seconds"])[:4]
    yield "- its slowest steps", ", ".join(f"{name} {step['seconds']:.1f} s" for name, step in slow), "", None
    if peak:
        yield "- peak memory", f"{peak:,} MiB", "8,192 MiB" if large else "", peak <= 8192 if large else None


def comparison_rows(parts: dict) -> Iterator[Row]:
    small, large, theirs = (parts.get(name) for name in ("refresh_small", "refresh_large", "pandas_small"))
    if small and large:
        growth = (large["seconds"] / small["seconds"]) / (large["customers"] / small["customers"])
        yield "growth from the small to the large shop", f"{growth:.2f} x linear", "1.1 x linear", growth <= 1.1
    like = parts.get("like_pandas_small")
    if theirs and like:
        yield beside_pandas("what pandas + lifetimes do too: ours beside theirs", like, theirs)
    if theirs and small:
        # Not the same work: theirs has no history, no months, no intervals.
        yield (*beside_pandas("- the whole refresh beside theirs", small, theirs)[:2], "", None)


def beside_pandas(work: str, ours: dict, theirs: dict) -> Row:
    ratio = theirs["seconds"] / ours["seconds"]
    measured = f"{ratio:.1f} x quicker ({theirs['seconds']:.1f} s against {ours['seconds']:.1f} s)"
    if "cpu_seconds" in ours and "cpu_seconds" in theirs:
        measured += f", {theirs['cpu_seconds'] / ours['cpu_seconds']:.1f} x less processor time"
    return work, measured, "10 x quicker", ratio >= 10


def console_rows(pages: dict) -> Iterator[Row]:
    for name, page in pages.items():
        measured = f"p50 {page['p50_ms']:.0f} ms, p95 {page['p95_ms']:.0f} ms"
        yield f"console: {name}", measured, "p95 150 ms", page["p95_ms"] <= 150


def copy_rows(parts: dict) -> Iterator[Row]:
    copy = parts.get("copy_large")
    if copy:
        # 1 M customers, 10 M orders, 25 M lines in 60 s.
        speed = f"{copy['rows_per_second']:,} rows/s"
        yield "copy from PostgreSQL to the lake", speed, "600,000 rows/s", copy["rows_per_second"] >= 600_000
        second = copy["second"]
        yield "- again after one order changed", f"{second['rows']} rows, {second['seconds']:.1f} s", "", None


IMPORTS = {
    "first": "import of a first file",
    "again": "- the same file again",
    "later": "- a later file into the full shop",
    "bare_copy": "- a bare COPY, the machine's limit",
}


def import_rows(imports: dict) -> Iterator[Row]:
    for name, work in IMPORTS.items():
        speed = imports.get(f"{name}_lines_per_second")
        if speed is not None:
            first = name == "first"
            kept = speed >= 50_000 if first else None
            yield work, f"{speed:,.0f} lines/s", "50,000 lines/s" if first else "", kept


def fit_rows(fits: dict) -> Iterator[Row]:
    for data, models in fits.items():
        for model, row in models.items():
            least = 10 if model == "pareto_nbd" and data == "cdnow" else 20
            bound = model in {"bg_nbd", "pareto_nbd"}
            measured = f"{row['ratio']:.0f} x quicker ({row['wraca_seconds']:.3f} s)"
            kept = row["ratio"] >= least if bound else None
            yield f"fit {model}, {data}, beside lifetimes", measured, f"{least} x quicker" if bound else "", kept
