"""python -m benchmarks [--only NAME …] [--again] [--quick]: measure, and write benchmarks/results/.

A part that today's results already have is left out, so an interrupted run is taken up where it stopped (--again
measures it anew). --quick uses shops of 5 and 20 thousand, and writes results of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.machine import load, peak_mib
from benchmarks.parts import PARTS
from benchmarks.results import Results

WORK = Path(".bench")


def main() -> int:
    given = arguments()
    if given.part:
        print(json.dumps(measured(given.part, given.folder, given.quick)))
        return 0
    results = Results.of_today(quick=given.quick)
    wanted = [part.name for part in PARTS if not given.only or part.name in given.only]
    failed = [name for name in wanted if (given.again or not results.has(name)) and not take(name, given, results)]
    print(results.table())
    return 1 if failed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [part.name for part in PARTS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"some of: {', '.join(names)}")
    parser.add_argument("--again", action="store_true", help="measure parts that today's results have already")
    parser.add_argument("--quick", action="store_true", help="small shops, in a minute or two")
    parser.add_argument("--folder", type=Path, default=WORK, help="where the simulated shops lie (default .bench)")
    parser.add_argument("--part", choices=names, help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(name: str, folder: Path, quick: bool) -> dict:
    part = next(part for part in PARTS if part.name == name)
    busy = load()
    started = time.perf_counter()
    result = part.run(folder.absolute(), quick)
    seconds = round(time.perf_counter() - started, 1)
    return {"result": result, "part_seconds": seconds, "peak_mib": peak_mib(), "load_before": busy}


def take(name: str, given: argparse.Namespace, results: Results) -> bool:
    """Measures one part in a process of its own, and keeps the answer at once."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks", "--part", name, "--folder", str(given.folder)]
    done = subprocess.run(
        [*command, *(["--quick"] if given.quick else [])], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        print(f"{name} failed with {done.returncode}", file=sys.stderr)
        return False
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {answer['part_seconds']} s", file=sys.stderr)
    results.keep(name, answer)
    return True


if __name__ == "__main__":
    sys.exit(main())
