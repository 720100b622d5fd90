"""Looking at listings on the day that something is to be done about them, one process at a time."""

from collections import Counter

from towpath_directory.freshness.commands import LookAgain
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.store import STANDS
from towpath_runtime.clock import Clock
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

LISTINGS = "listing"


class Looking:
    """Finds what is due by an index that holds the day, so that what is fresh costs nothing.

    Whoever looks twice, or in two processes, does nothing the second time: the rule compares with what is kept. What
    another policy looked at last is looked at anew, a batch in each tick, so that an import goes on meanwhile.
    """

    def __init__(
        self, database: Database, path: BatchPath, clock: Clock, lease: Lease, policy: str, batch: int, log: Log
    ) -> None:
        self._listings = database[LISTINGS]
        self._path = path
        self._clock = clock
        self._lease = lease
        self._policy = policy
        self._batch = batch
        self._log = log
        self._moved: Counter[str] = Counter()

    async def tick(self) -> bool:
        """Look at what is due. Returns False: whatever is left has time until the next tick. Raises Away."""
        if not await self._lease.take():
            return False
        today = day_in_london(self._clock.now()).isoformat()
        with translated():
            wanted = STANDS | {"review.next": {"$lte": today}}
            due = await self._listings.find(wanted, {"_id": 1}).sort("review.next", 1).limit(self._batch).to_list()
            other = STANDS | {"review.policy": {"$ne": self._policy}}
            moved = await self._listings.find(other, {"review.state": 1}).limit(self._batch).to_list()
        names = {found["_id"] for found in (*due, *moved)}
        results = await self._path.handle([_look(name) for name in sorted(names)]) if names else []
        for name, result in zip(sorted(names), results, strict=True):
            if isinstance(result, Refused | Poison):
                self._log.warning("looked-in-vain", listing=name, reason=result.code)
        await self._tell(moved)
        return False

    async def _tell(self, moved: list[dict[str, object]]) -> None:
        """Say, once all were looked at under the policy in force, how many it moved from which state to which."""
        if moved:
            before = {str(one["_id"]): _state(one) for one in moved}
            with translated():
                found = self._listings.find({"_id": {"$in": list(before)}}, {"review.state": 1})
                self._moved.update([f"{before[one['_id']]} to {_state(one)}" async for one in found])
        elif self._moved:
            self._log.info("policy-took-effect", policy=self._policy, moved=dict(self._moved))
            self._moved.clear()


def _state(document: dict[str, object]) -> str:
    review = document.get("review")
    return str(review.get("state", "new")) if isinstance(review, dict) else "new"


def _look(service: str) -> Message:
    return Message(id=new_id(), aggregate=LISTINGS, key=service, body=LookAgain(), correlation=service)
