"""Loopback ports for servers that are killed and started again on the same port."""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST = 15_000
_EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_EPHEMERAL_FROM = 32_768
_ATTEMPTS = 200


def port_is_taken(port: int) -> bool:
    """Tell whether something listens on this loopback port (a connection in TIME_WAIT does not count)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a loopback port below the ephemeral range on which nothing listens now.

    Asking the kernel for port 0 gives an ephemeral port. Once a server on it is killed, a client that keeps trying to
    connect can be given that very port as its own end: it then talks to itself, and the server cannot come back.
    """
    chooser = random.SystemRandom()
    highest = _first_ephemeral_port() - 1
    for _ in range(_ATTEMPTS):
        port = chooser.randint(_LOWEST, highest)
        if not port_is_taken(port):
            return port
    raise OSError(f"no free port between {_LOWEST} and {highest} on {LOOPBACK}")


def _first_ephemeral_port() -> int:
    try:
        first = int(_EPHEMERAL_RANGE.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return _EPHEMERAL_FROM
    return first if first > _LOWEST + 1000 else 65_536
