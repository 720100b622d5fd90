"""Group commit: commands that arrive while a transaction is under way share the next one."""

import asyncio
from collections import deque

from towpath_runtime.ending import ended
from towpath_runtime.errors import Away, Poison, Refused
from towpath_runtime.message import Done, Message
from towpath_runtime.path import BatchPath
from towpath_runtime.unit import Unit

WAITING = 10_000


class GroupCommit:
    """Gathers single messages into batches of at most ``batch``, without waiting for more than there are."""

    def __init__(self, path: BatchPath, batch: int) -> None:
        self._path = path
        self._batch = batch
        self._queue: deque[tuple[Unit, asyncio.Future[Done]]] = deque()
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    async def submit(self, message: Message) -> Done:
        """Return when the message has taken effect, durably.

        Raises Refused, Poison, or Away: then it may or may not have taken effect, and the same id may be sent again.
        """
        if self._task is None or self._task.done() or len(self._queue) >= WAITING:
            raise Away("mongodb")
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._queue.append((Unit((message,)), future))
        self._idle.clear()
        self._work.set()
        return await future

    def start(self) -> None:
        """Start to take messages."""
        if self._task is not None and not self._task.done():
            return
        self._task = asyncio.create_task(self._run(), name="group-commit")

    async def stop(self) -> None:
        """Finish what was taken, then take no more."""
        task, self._task = self._task, None
        if task is not None:
            await self._idle.wait()
            await ended(task)

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            batch = [self._queue.popleft() for _ in range(min(self._batch, len(self._queue)))]
            if batch:
                await self._answer(batch)
            if not self._queue:
                self._work.clear()
                self._idle.set()

    async def _answer(self, batch: list[tuple[Unit, asyncio.Future[Done]]]) -> None:
        away: Away | None = None
        try:
            await self._path.run([unit for unit, _ in batch], apart=True)
        except Away as error:
            away = error
        except Exception:  # the asker must get an answer whatever broke, and the next batch its turn
            away = Away("service")
        for unit, future in batch:
            if future.done():
                continue
            if away is not None or unit.blocked:
                future.set_exception(Away("mongodb" if away is None else away.server))
            elif isinstance(unit.failure, Refused | Poison):
                future.set_exception(unit.failure)
            else:
                future.set_result(unit.outcome[0])
