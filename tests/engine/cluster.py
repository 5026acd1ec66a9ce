"""A Spark cluster of one master and two workers on this machine, from the pip package alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """Yields the master's address. pip ships no start-master.sh, hence spark-class."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = free_port(), free_port()
    here = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    started: list[subprocess.Popen] = []

    def start(kind: str, *options: str) -> None:
        command = [
            str(home / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{kind}",
            "--host",
            "127.0.0.1",
            *options,
        ]
        with open(folder / f"{kind}{len(started)}.log", "wb") as log:
            started.append(subprocess.Popen(command, env={**os.environ, **here}, stdout=log, stderr=log))

    try:
        start("master.Master", "--port", str(port), "--webui-port", str(page))
        for number in range(2):
            work = folder / f"worker{number}"
            master = f"spark://127.0.0.1:{port}"
            start("worker.Worker", "--cores", "1", "--memory", "1200m", "--webui-port", "0", "-d", str(work), master)
        _wait_for_workers(page, 2)
        yield f"spark://127.0.0.1:{port}"
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _wait_for_workers(page: int, count: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == count:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError(f"the {count} workers did not come up in {START_SECONDS} s")
