"""The toy services as processes that tests kill, freeze and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from support.sources import REPOSITORY
from support.toy import NAME
from support.toy_world import ToyWorld
from support.waiting import until
from towpath_standalone.servers import free_port


class ToyProcess:
    """One process, started as often as need be."""

    def __init__(self, world: ToyWorld, module: str, settings: dict[str, str]) -> None:
        self._module = module
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/{NAME}"
        self.log = world.folder / f"toy-{self.port}.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._assigned_before = 0
        self._environment = os.environ | {
            "PYTHONPATH": str(REPOSITORY / "tests"),
            "TOWPATH_PORT": str(self.port),
            "TOWPATH_MONGO_URI": world.mongo.uri,
            "TOWPATH_DATABASE_PREFIX": world.database_prefix,
            "TOWPATH_KAFKA": ",".join(world.broker.bootstrap),
            "TOWPATH_KAFKA_IDEMPOTENT": str(not world.broker.is_embedded),
            "TOWPATH_TOPIC_PREFIX": world.topic_prefix,
            "TOWPATH_FAULTS_DIR": str(world.faults),
            "TOWPATH_GROUP_SESSION": "2",
            "TOWPATH_LEASE": "2",
            **settings,
        }

    def launch(self) -> None:
        """Start it, or start it again."""
        assert not self.running
        self._assigned_before = self.said("assigned")
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=REPOSITORY,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def running(self) -> bool:
        """Whether the process is there; a frozen one is."""
        return self._child is not None and self._child.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended, negative for a signal; None while it runs."""
        return None if self._child is None else self._child.poll()

    def said(self, message: str) -> int:
        """How often its log says something."""
        return self.log.read_text().count(f'"{message}"') if self.log.exists() else 0

    async def ready(self, assigned: bool = True) -> None:
        """Wait until it serves and, unless told otherwise, reads."""

        async def is_ready() -> bool:
            assert self.running, self.log.read_text()[-3000:]
            try:
                ready = (await self.get("/health/ready")).status_code == 200
            except httpx.HTTPError:
                return False
            return ready and (not assigned or self.said("assigned") > self._assigned_before)

        await until("toy ready", is_ready)

    async def died(self) -> int:
        """Wait for its end and return how it ended, negative for a signal."""

        async def has() -> bool:
            return not self.running

        await until("toy died", has)
        assert self.exit_code is not None
        return self.exit_code

    def send(self, which: signal.Signals) -> None:
        """Send a signal."""
        assert self._child is not None
        self._child.send_signal(which)

    def kill(self) -> None:
        """End it as a crash would."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self._child is not None and self.running:
            self._child.kill()
            self._child.wait()

    async def get(self, path: str) -> httpx.Response:
        """Ask."""
        async with httpx.AsyncClient(timeout=20) as client:
            return await client.get(f"{self.url}{path}")

    async def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        """Command."""
        headers = {} if key is None else {"Idempotency-Key": key}
        async with httpx.AsyncClient(timeout=20) as client:
            return await client.post(f"{self.url}{path}", json=body, headers=headers)


@asynccontextmanager
async def toy_process(world: ToyWorld, module: str = "support.toy", **settings: str) -> AsyncIterator[ToyProcess]:
    """A process that has been started, and is gone in the end."""
    process = ToyProcess(world, module, settings)
    process.launch()
    try:
        yield process
    finally:
        process.stop()
