"""The one path: a batch of messages becomes one transaction, and every message gets its own answer."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from towpath_contracts.topics import Topics
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import Clock
from towpath_runtime.commit import commit
from towpath_runtime.errors import Away, Conflict, Poison, Refused, Taken, where
from towpath_runtime.faults import Faults, Step
from towpath_runtime.letter import Status
from towpath_runtime.logs import Log
from towpath_runtime.message import Done, Message
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import DEADLETTERS, INBOX, PARKS, Database, Unstorable, translated
from towpath_runtime.parking import Parking
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import Address, Entry, Workspace, entry_of

CONFLICTS_BEFORE_AWAY = 40
CONFLICTS_BEFORE_ANSWER = 12
"""The same for a command, whose asker can come again and behind which others wait; a second or so."""
TAKEN_BEFORE_POISON = 20
"""Times that one message alone meets a taken id before that is no race but a fact; three seconds or so."""


class BatchPath:
    """Handles units: loads what they address (one find per collection), decides, and commits once.

    A conflict splits the batch and tries again, a unit that fails does so alone, and a database that is away raises
    `Away` with nothing done.
    """

    def __init__(
        self,
        *,
        name: str,
        database: Database,
        aggregates: Sequence[Aggregate[Any]],
        topics: Topics,
        source: str,
        clock: Clock,
        faults: Faults,
        log: Log,
        metrics: Metrics,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._aggregates: Mapping[str, Aggregate[Any]] = {aggregate.name: aggregate for aggregate in aggregates}
        self._topics = topics
        self._letters_topic = topics.deadletter(name)
        self._source = source
        self._clock = clock
        self._faults = faults
        self._log = log
        self._metrics = metrics
        self._committed = committed

    async def handle(self, messages: Sequence[Message]) -> list[Done | Refused | Poison]:
        """Handle messages as one batch. Returns how each went, in order; raises Away."""
        units = [Unit((message,)) for message in messages]
        await self.run(units)
        return [unit.failure if unit.failure is not None else unit.outcome[0] for unit in units]

    async def run(self, units: list[Unit], *, apart: bool = False) -> None:
        """Handle units in order and leave in each how it went. Raises Away, and then nothing more of it is known.

        Units that stand ``apart``, such as commands, do not wait for each other: one whose document somebody else keeps
        locked (a process that was killed in a transaction does, until the server ends it) is left ``blocked``.
        """
        for attempt in range(CONFLICTS_BEFORE_ANSWER if apart else CONFLICTS_BEFORE_AWAY):
            try:
                await self._attempt(units)
            except Conflict as conflict:
                self._metrics.conflicts.inc()
                if len(units) > 1 and attempt:
                    return await self._halves(units, apart)
                if isinstance(conflict, Taken) and attempt >= TAKEN_BEFORE_POISON:
                    units[0].unreadable = Poison("cannot-be-stored")
                await asyncio.sleep(random.uniform(0, 0.005 * 2 ** min(attempt, 6)))  # noqa: S311
            except Away:
                raise
            except Exception as error:  # whatever broke, it is of one message and must not stop the others
                if len(units) > 1:
                    return await self._halves(units, apart)
                units[0].unreadable = self._broke(units[0], error)
            else:
                return None
        if not apart:
            raise Away("mongodb")
        units[0].blocked = True
        return None

    async def _halves(self, units: list[Unit], apart: bool) -> None:
        middle = len(units) // 2
        await self.run(units[:middle], apart=apart)
        await self.run(units[middle:], apart=apart)

    def _broke(self, unit: Unit, error: Exception) -> Poison:
        """Say why a unit can never take effect; the next attempt parks it or tells its asker."""
        if isinstance(error, Unstorable):
            return Poison("cannot-be-stored")
        self._log.error("rule-broke", where=where(error), message_id=_first_id(unit))
        return Poison("rule-broke")

    async def _attempt(self, units: list[Unit]) -> None:
        with translated():
            seen, loaded, lanes = await asyncio.gather(self._seen(units), self._loaded(units), self._lanes(units))
        known: dict[str, str] = {}
        workspace, parking = self._decide(units, seen, loaded, lanes, known)
        if parking.parked:
            with translated():
                known = await self._known(parking)
            if Status.DISCARDED.value in known.values():
                workspace, parking = self._decide(units, seen, loaded, lanes, known)
        self._faults.reach(Step.BEFORE_TRANSACTION)
        with self._metrics.transaction.time():
            wrote = await commit(self._database, workspace, parking, units, known, self._letters_topic)
        if wrote:
            self._faults.reach(Step.AFTER_COMMIT)
            self._committed()
        self._tell(units, parking)

    def _decide(
        self,
        units: list[Unit],
        seen: Mapping[str, dict[str, Any]],
        loaded: Mapping[Address, Entry],
        lanes: Mapping[str, int],
        known: Mapping[str, str],
    ) -> tuple[Workspace, Parking]:
        workspace = Workspace(self._aggregates, self._topics, self._source, loaded, seen, self._clock.now())
        parking = Parking(lanes)
        for unit in units:
            unit.outcome, unit.failure, unit.parked = [], None, False
            if unit.letter is not None and known and known.get(unit.letter.id) == Status.DISCARDED.value:
                continue
            if parking.is_closed_to(unit):
                parking.park(unit)
                continue
            try:
                workspace.decide(unit)
            except (Refused, Poison) as error:
                unit.failure = error
            except Exception as error:  # a rule that breaks on one message must not stop the others
                unit.failure = self._broke(unit, error)
            if unit.failure is not None and unit.letter is not None and unit.resolves is None:
                parking.park(unit, _poison(unit.failure))
        return workspace, parking

    def _tell(self, units: list[Unit], parking: Parking) -> None:
        self._metrics.batch.observe(len(units))
        for outcome, count in Counter(map(_outcome, units)).items():
            self._metrics.messages.labels(outcome).inc(count)
        for unit, status, error in parking.parked:
            assert unit.letter is not None
            self._log.warning(
                "parked", letter=unit.letter.id, topic=unit.letter.topic, status=status, reason=error.code
            )

    async def _seen(self, units: Iterable[Unit]) -> dict[str, dict[str, Any]]:
        marks = [message.mark for unit in units for message in unit.readable]
        return (
            {mark["_id"]: mark async for mark in self._database[INBOX].find({"_id": {"$in": marks}})} if marks else {}
        )

    async def _loaded(self, units: Iterable[Unit]) -> dict[Address, Entry]:
        keys: dict[str, set[str]] = {}
        for unit in units:
            for message in unit.readable:
                keys.setdefault(message.aggregate, set()).add(message.key)
        loaded = {}
        for name, wanted in keys.items():
            aggregate = self._aggregates[name]
            async for document in self._database[name].find({"_id": {"$in": list(wanted)}}):
                loaded[name, document["_id"]] = entry_of(aggregate, document)
        return loaded

    async def _lanes(self, units: Iterable[Unit]) -> dict[str, int]:
        if all(unit.letter is None for unit in units):
            return {}
        return {park["_id"]: park["version"] async for park in self._database[PARKS].find({"open": True})}

    async def _known(self, parking: Parking) -> dict[str, str]:
        ids = [unit.letter.id for unit, _, _ in parking.parked if unit.letter is not None]
        found = self._database[DEADLETTERS].find({"_id": {"$in": ids}}, {"status": 1})
        return {letter["_id"]: letter["status"] async for letter in found}


def _outcome(unit: Unit) -> str:
    if unit.parked:
        return "parked"
    if unit.failure is not None:
        return "refused"
    return "repeated" if unit.outcome and all(done.repeated for done in unit.outcome) else "done"


def _poison(error: Refused | Poison) -> Poison:
    if isinstance(error, Poison):
        return error
    return Poison(error.code, (error.field,) if error.field else ())


def _first_id(unit: Unit) -> str:
    return unit.messages[0].id if unit.messages else ""
