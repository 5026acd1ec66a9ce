"""Where a request comes from."""

from __future__ import annotations


def find_origin(connected: str, forwarded_for: str, *, behind_proxy: bool) -> str:
    """Behind our own proxy the last hop it wrote; otherwise who is connected. Earlier hops can be invented."""
    last_hop = forwarded_for.rpartition(",")[2].strip() if behind_proxy else ""
    return last_hop or connected
