"""Runs a command beside throw-away PostgreSQL servers made from another installation's programs.

    python scripts/with_postgres.py /usr/lib/postgresql/15/bin make test-external

The command finds two servers in WRACA_TEST_DATABASE_URL, one for each process of pytest. Root lends them the account
`nobody`.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SERVERS = 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(programs: Path) -> Iterator[str]:
    """The address of an empty database on a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="wraca-external-"))
    account: dict = {"cwd": "/"}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("nobody")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        account |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    cluster, port = folder / "cluster", free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=60"
    )
    run = [str(programs / "initdb"), "-D", str(cluster), "-U", "wraca", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, **account)
    control = [str(programs / "pg_ctl"), "-D", str(cluster), "-w", "-s"]
    subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], check=True, **account)
    try:
        make = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "wraca", "wraca"]
        subprocess.run(make, check=True, **account)
        yield f"postgresql://wraca@127.0.0.1:{port}/wraca"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            subprocess.run([*control, "-m", "fast", "stop"], check=True, **account)
        shutil.rmtree(folder, ignore_errors=True)


def main(programs: Path, command: list[str]) -> int:
    with contextlib.ExitStack() as servers:
        urls = " ".join(servers.enter_context(server(programs)) for _ in range(SERVERS))
        environment = {**os.environ, "WRACA_TEST_DATABASE_URL": urls}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
