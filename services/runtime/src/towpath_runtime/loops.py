"""Background work that never ends by itself and never takes the service down with it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from towpath_runtime.backoff import Backoff
from towpath_runtime.ending import ended
from towpath_runtime.errors import Away, where
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics

LEAVING = 3.0
"""Seconds that a loop has for what it does on the way out, such as giving back a lease."""

Tick = Callable[[], Awaitable[bool | None]]


class Loops:
    """Tasks by name. One that breaks is logged and begun again, with growing pauses."""

    def __init__(self, log: Log, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a coroutine function until `stop`; if it returns, it is done. One that runs already is not run twice."""
        if (running := self._tasks.get(name)) is not None and not running.done():
            return
        self._tasks[name] = asyncio.create_task(self._supervise(name, run), name=name)

    def every(self, name: str, seconds: float, tick: Tick) -> None:
        """Call ``tick`` every so many seconds, at once again where it returns True: there was more than it took."""

        async def run() -> None:
            while True:
                if not await tick():
                    await asyncio.sleep(seconds)

        self.start(f"tick-{name}", run)

    async def end(self, name: str, grace: float) -> None:
        """End one of them: wait ``grace`` seconds for it to end by itself, then cancel it."""
        if (task := self._tasks.pop(name, None)) is not None:
            await asyncio.wait({task}, timeout=grace)
            await ended(task, again=LEAVING)

    async def stop(self) -> None:
        """Cancel all of them and wait."""
        self._stopping = True
        tasks, self._tasks = list(self._tasks.values()), {}
        await ended(*tasks, again=LEAVING)

    async def _supervise(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        backoff, began = Backoff(), time.monotonic()
        while not self._stopping:  # the driver can turn a cancellation into an error
            try:
                await run()
            except Away as error:
                self._metrics.away(error.server, True)
                self._log.warning("waits", loop=name, server=error.server)
            except Exception as error:
                self._log.error("loop-broke", loop=name, where=where(error))
            else:
                return
            if time.monotonic() - began > 30:
                backoff.reset()
            began = time.monotonic()
            await backoff.wait()
