"""The address to listen at, taken before anything else is started."""

from __future__ import annotations

import errno
import socket
from urllib.parse import urlsplit

from wraca.kit.errors import InvalidInput, NotReady
from wraca.kit.language import _


def bind(host: str, port: int) -> socket.socket:
    """A bound socket. Raises with a sentence for a port that is taken or forbidden, or a host that is not ours."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as cause:
        raise InvalidInput(_("There is no such host to listen at: {host}.").format(host=host)) from cause
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as cause:
        bound.close()
        raise NotReady(_reason(cause, host, port)) from cause
    bound.set_inheritable(False)
    return bound


def _reason(cause: OSError, host: str, port: int) -> str:
    if cause.errno == errno.EADDRINUSE:
        sentence = _("Port {port} on {host} is taken by another program. Choose another: wraca serve --port {next}.")
        return sentence.format(port=port, host=host, next=port + 1)
    if cause.errno == errno.EACCES:
        sentence = _("Port {port} is reserved for root. Choose one above 1023, and put a proxy before it.")
        return sentence.format(port=port)
    return _("Cannot listen at {host}, port {port}: {reason}.").format(host=host, port=port, reason=cause.strerror)


def address_of(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def place_of(address: str) -> tuple[str, int] | None:
    """Host and port of what `address_of` made; None for anything else."""
    try:
        parts = urlsplit(address)
        return (parts.hostname, parts.port) if parts.hostname and parts.port else None
    except ValueError:
        return None
