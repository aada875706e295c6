"""Finds ports for the embedded servers, and says so when a usual one is taken."""

import secrets
import socket
from collections.abc import Mapping
from contextlib import closing
from typing import Final

LOCALHOST: Final = "127.0.0.1"
_NEIGHBOURS: Final = 100
# Below the ports that the system gives to outgoing connections: one of those could be gone again
# before its server listens.
_ANY: Final = range(10240, 32768)


def settle_ports(wanted: Mapping[str, int]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Give each server the port it wants, or the next free one with a remark.

    Args:
        wanted: the usual port of each server; 0 means any.

    Returns:
        The port of each server, all different, and one sentence for each that had to move.
    """
    settled: dict[str, int] = {}
    remarks = []
    for server, usual in wanted.items():
        port = _nearest(usual, frozenset(settled.values()))
        settled[server] = port
        if usual and port != usual:
            remarks.append(f"Port {usual} is taken, so {server} listens on {port}.")
    return settled, tuple(remarks)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of this machine now."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def _nearest(usual: int, settled: frozenset[int]) -> int:
    neighbours = range(usual, min(usual + _NEIGHBOURS, 65536)) if usual else ()
    for port in neighbours:
        if port not in settled and is_free(port):
            return port
    while (port := secrets.choice(_ANY)) in settled or not is_free(port):
        pass
    return port
