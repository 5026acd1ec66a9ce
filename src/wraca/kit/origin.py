"""Where a request comes from."""

from __future__ import annotations

import ipaddress


def find_origin(connected: str, forwarded_for: str, *, behind_proxy: bool) -> str:
    """Behind our own proxy the last hop it wrote; otherwise who is connected. Earlier hops can be invented."""
    last_hop = forwarded_for.rpartition(",")[2].strip() if behind_proxy else ""
    return last_hop or connected


def place_of(origin: str) -> str:
    """What requests are counted by. One line of IPv6 has 2^64 addresses of its own, so its network counts as one."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return origin
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.IPv6Network((int(address), 64), strict=False))
