"""The parts of the benchmark, in their order. Each runs in a process of its own, so that its peak memory is its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import console, lakes, pandas_lifetimes, truth
from benchmarks.shops import place


@dataclass(frozen=True)
class Part:
    name: str
    #: Called with the folder of work and whether the small sizes are meant.
    run: Callable[[Path, bool], dict]


def on(size: str, measure: Callable[..., dict]) -> Callable[[Path, bool], dict]:
    return lambda folder, quick: measure(place(folder, size, quick=quick))


def fits(folder: Path, quick: bool) -> dict:
    from benchmarks.fits import measure_fits

    return measure_fits(quick=quick)


def imports(folder: Path, quick: bool) -> dict:
    from benchmarks.imports import measure_imports

    return measure_imports(quick=quick)


PARTS = (
    Part("fill_small", on("small", lakes.measure_fill)),
    Part("refresh_small", on("small", lakes.measure_refresh)),
    Part("like_pandas_small", on("small", lakes.measure_like_pandas)),
    Part("pandas_small", on("small", pandas_lifetimes.measure_pandas)),
    Part("fill_large", on("large", lakes.measure_fill)),
    Part("refresh_large", on("large", lakes.measure_refresh)),
    Part("truth_large", on("large", truth.measure_truth)),
    Part("console_large", on("large", console.measure_console)),
    Part("copy_large", on("large", truth.measure_copy)),
    Part("imports", imports),
    Part("fits", fits),
)
