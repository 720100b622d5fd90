"""Grading listings anew that nobody changed: that aged, that may be there twice, or that have no grade yet."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pymongo import DeleteOne

from towpath_directory.duplicates.model import State
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.freshness.months import day_in_london
from towpath_directory.grades.model import GradeAgain
from towpath_directory.grades.store import CALLS
from towpath_directory.store import ENTRIES
from towpath_runtime.clock import Clock
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

AT_ONCE = 200

STANDING: Mapping[str, Any] = {"listing": {"$exists": True}}


class Sweep:
    """Looks for listings whose grade is of yesterday, in one process at a time."""

    def __init__(self, database: Database, path: BatchPath, clock: Clock, lease: Lease) -> None:
        self._entries = database[ENTRIES]
        self._proposals = database[DUPLICATES]
        self._calls = database[CALLS]
        self._path = path
        self._clock = clock
        self._lease = lease

    async def tick(self) -> bool:
        """Grade some. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        return await self._called() or await self._aged() or await self._without()

    async def _called(self) -> bool:
        with translated():
            found = await self._calls.find({}).limit(AT_ONCE).to_list()
            ids = [row["_id"] for row in found]
            likely: Counter[str] = Counter()
            wanted = {"services": {"$in": ids}, "state": State.PROPOSED.value}
            async for proposal in self._proposals.find(wanted, {"services": 1}):
                likely.update(proposal["services"])
        await self._grade({service: GradeAgain(likely[service]) for service in ids})
        if found:
            with translated():
                # What was called for meanwhile has another cause, and stays.
                await self._calls.bulk_write([DeleteOne(row) for row in found], ordered=False)
        return len(found) == AT_ONCE

    async def _aged(self) -> bool:
        today = day_in_london(self._clock.now()).isoformat()
        return await self._some({"grade.until": {"$lte": today}, **STANDING})

    async def _without(self) -> bool:
        return await self._some({"grade.letter": None, **STANDING})

    async def _some(self, wanted: Mapping[str, Any]) -> bool:
        with translated():
            ids = [row["_id"] async for row in self._entries.find(wanted, {"_id": 1}).limit(AT_ONCE)]
        await self._grade({service: GradeAgain() for service in ids})
        return len(ids) == AT_ONCE

    async def _grade(self, asked: Mapping[str, GradeAgain]) -> None:
        messages = [Message(new_id(), ENTRIES, service, body, correlation=service) for service, body in asked.items()]
        if messages:
            await self._path.handle(messages)
