"""The front door as a server inside the supervisor's own loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Mapping

import uvicorn

from towpath_standalone.platform.door import make_door


class _Server(uvicorn.Server):
    """The signals belong to the supervisor, which stops services first and the door after them."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.opened = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, and say so."""
        await super().startup(sockets)
        self.opened.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


class DoorServer:
    """The front door on a socket that is listening already."""

    def __init__(self, services: Mapping[str, str]) -> None:
        config = uvicorn.Config(make_door(services), log_config=None, access_log=False, timeout_graceful_shutdown=3)
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self, door: socket.socket) -> None:
        """Serve; returns when the door is open."""
        self._task = asyncio.create_task(self._server.serve(sockets=[door]))
        await self._server.opened.wait()

    async def stop(self) -> None:
        """Let requests end and close."""
        if self._task is not None:
            self._server.should_exit = True
            await self._task
