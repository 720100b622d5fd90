"""Timers whose moment has come: claimed in batches, fired through the one path.

A claim only saves two replicas from doing the same work. What makes the effect happen once is the rule, which looks at
the follow-up again in the transaction: a timer that somebody else fired, moved or cancelled meanwhile fires no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from towpath_followup.commands import TimerDue
from towpath_followup.refusals import NotDueYet
from towpath_followup.store import FOLLOWUPS, TIMERS
from towpath_runtime.clock import Clock
from towpath_runtime.ids import derive, new_id
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath


@dataclass(frozen=True, slots=True)
class Claimed:
    """A timer that this process may fire. ``fence`` grows with every claim of the timer."""

    timer: str
    referral: str
    fence: int


class Claims:
    """Claims timers by lease.

    The domain clock says what is due; the database's own clock says which leases are over, so that replicas agree.
    """

    def __init__(self, database: Database, lease: timedelta, batch: int) -> None:
        self._timers: AsyncCollection[dict[str, Any]] = database[TIMERS]
        self._lease = int(lease.total_seconds() * 1000)
        self._batch = batch

    async def claim(self, now: datetime) -> Sequence[Claimed]:
        """Claim what is due, the longest due first; empty where nothing is due that is free. Raises Away."""
        with translated():
            while ids := await self._free(now):
                if mine := await self._take(ids, now):
                    return mine
        return ()

    async def _free(self, now: datetime) -> list[str]:
        found = self._timers.find(_free_at(now), {"_id": 1}).sort("fires").limit(self._batch)
        return [timer["_id"] async for timer in found]

    async def _take(self, ids: list[str], now: datetime) -> Sequence[Claimed]:
        """Take those of these timers that are still free; another replica may have been faster with all of them."""
        holder = new_id()
        claim = {
            "holder": holder,
            "fence": {"$add": ["$fence", 1]},
            "until": {"$add": ["$$NOW", self._lease]},
        }
        await self._timers.update_many({"_id": {"$in": ids}, **_free_at(now)}, [{"$set": claim}])
        mine = self._timers.find({"_id": {"$in": ids}, "holder": holder}).sort("fires")
        return [Claimed(timer["_id"], timer["referral"], timer["fence"]) async for timer in mine]

    async def lateness(self, now: datetime) -> float:
        """Return for how many seconds the longest due timer has waited, 0 where none is due. Raises Away."""
        with translated():
            oldest = await self._timers.find_one({"fires": {"$lte": now}}, {"fires": 1}, sort=[("fires", 1)])
        return (now - oldest["fires"]).total_seconds() if oldest else 0.0


class Firing:
    """Fires what is due, batch after batch."""

    def __init__(self, claims: Claims, path: BatchPath, clock: Clock, log: Log) -> None:
        self._claims = claims
        self._path = path
        self._clock = clock
        self._log = log

    async def tick(self) -> bool:
        """Claim and fire one batch. Returns whether there was one, so that a backlog is not waited on. Raises Away."""
        claimed = await self._claims.claim(self._clock.now())
        if claimed:
            await self.fire(claimed)
        return bool(claimed)

    async def fire(self, claimed: Sequence[Claimed]) -> None:
        """Fire claimed timers as one batch. Raises Away; the claims then run out and somebody fires them."""
        outcomes = await self._path.handle([message_of(timer) for timer in claimed])
        for timer, outcome in zip(claimed, outcomes, strict=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, NotDueYet):
                self._log.error("timer-refused", timer=timer.timer, referral=timer.referral, reason=outcome.code)


def _free_at(now: datetime) -> dict[str, Any]:
    return {"fires": {"$lte": now}, "$expr": {"$lte": ["$until", "$$NOW"]}}


def message_of(claimed: Claimed) -> Message:
    """Return what goes through the path for a claim.

    The fence is in the id: a claim that came to nothing must not make the inbox pass over the next one.
    """
    return Message(
        id=derive(claimed.timer, f"fires/{claimed.fence}"),
        aggregate=FOLLOWUPS,
        key=claimed.referral,
        body=TimerDue(claimed.referral, claimed.timer),
        correlation=claimed.referral,
    )
