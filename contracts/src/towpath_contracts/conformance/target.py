"""What is put to the proof, and how it is reached."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from towpath_contracts.conformance.case import Broken
from towpath_contracts.roles import Role

Stimulus = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Has the target do what cannot be asked for through Kafka: what is asked, with its details, and the answer."""
Control = Callable[[], Awaitable[None]]
"""Stops the target as a crash would, or starts it again."""


@dataclass(frozen=True)
class Security:
    """How the kit signs in to Kafka. ``ca`` and the others are files; a password is read from one."""

    protocol: str = "PLAINTEXT"
    mechanism: str | None = None
    username: str | None = None
    password_file: Path | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def settings(self) -> dict[str, Any]:
        """Return them by the names of aiokafka. Raises OSError for a file that cannot be read."""
        found: dict[str, Any] = {"security_protocol": self.protocol}
        if self.protocol.endswith("SSL"):
            context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
            if self.certificate is not None:
                context.load_cert_chain(self.certificate, self.key)
            found["ssl_context"] = context
        if self.mechanism is not None:
            password = "" if self.password_file is None else self.password_file.read_text(encoding="utf-8").strip()
            found |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username or "",
                "sasl_plain_password": password,
            }
        return found


@dataclass(frozen=True)
class Target:
    """An implementation of a role on a Kafka. ``within`` is the stated time of a reply, in seconds.

    ``organisation`` is the partner's, where the role is partner. ``source`` is that of the target, to be told where
    others hold the same role on this Kafka; without it all that the kit did not send is the target's. What is absent of
    ``stimulus``, ``stop`` and ``start`` is not asked of it: the cases that need it are passed over, and the report says
    so.
    """

    role: Role
    kafka: tuple[str, ...]
    prefix: str = "towpath."
    organisation: str | None = None
    source: str | None = None
    within: float = 10.0
    security: Security = field(default_factory=Security)
    stimulus: Stimulus | None = None
    stop: Control | None = None
    start: Control | None = None


def stimulus_by(command: str) -> Stimulus:
    """Return a stimulus that runs a shell command: ``{"ask": …}`` on its standard input, JSON on its output."""

    async def ask(what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        said = await _run(command, json.dumps({"ask": what, **details}).encode())
        try:
            answer = json.loads(said or b"{}")
        except ValueError:
            raise Broken(f"the stimulus for {what} printed no JSON") from None
        return answer if isinstance(answer, dict) else {}

    return ask


def control_by(command: str) -> Control:
    """Return a control that runs a shell command, such as ``systemctl restart …``, and waits for its end."""

    async def run() -> None:
        await _run(command, b"")

    return run


async def _run(command: str, given: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_shell(command, stdin=pipe, stdout=pipe)
    said, _ = await child.communicate(given)
    if child.returncode:
        raise Broken(f"the command ended with code {child.returncode}: {command}")
    return said
