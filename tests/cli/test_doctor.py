"""`wraca doctor` asks the address at which the folder is served."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

from wraca.server.claims import claimed


def test_doctor_asks_the_address_in_the_servers_lock(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WRACA_", "DJANGO_"))}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with claimed(tmp_path, role="all", address=f"http://127.0.0.1:{port}/"):
            ended = subprocess.run(
                [sys.executable, "-m", "wraca", "doctor", "--json"],
                env={**kept, "WRACA_DATA": str(tmp_path), "LANG": "C"},
                capture_output=True,
                text=True,
            )
    found = {finding["check"]: finding for finding in json.loads(ended.stdout)["findings"]}
    assert found["port"]["sentence"] == f"Something answers at 127.0.0.1:{port}."
