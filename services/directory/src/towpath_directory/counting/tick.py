"""Counting, time after time: facts that are news are told to their tallies, and tallies that are due are counted.

At most one count of a tally in a tick, however many facts came meanwhile: that is what spares the topics. Nothing here
adds or takes away: a count is made from the facts alone, so wherever it is cut off it is made again and comes out the
same.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from towpath_directory.counting.facts import Facts, facts_in
from towpath_directory.counting.tally import counted, recount
from towpath_runtime.aggregate import Document
from towpath_runtime.clock import Clock
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.ids import derive
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

MOST = 500
"""Facts told, and tallies counted, in one go."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is said of a tally, to which aggregate, and when it has to be counted next if nothing is heard before."""

    aggregate: str
    says: object
    due: datetime


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of count: where its facts and tallies are, until when facts count, and how they are counted.

    ``over`` tells whether nothing that may still be heard about a thing needs to know what was heard before.
    ``counts`` is given the tally, the facts about each thing that may count in it, and the moment.
    """

    facts: str
    tallies: str
    until: Callable[[Facts], datetime]
    over: Callable[[Facts], bool]
    counts: Callable[[Document, Sequence[Facts], datetime], Count]


class Counting:
    """Keeps one book, in one process at a time."""

    def __init__(self, book: Book, database: Database, path: BatchPath, clock: Clock, lease: Lease, log: Log) -> None:
        self._book = book
        self._facts = database[book.facts]
        self._tallies = database[book.tallies]
        self._path = path
        self._clock = clock
        self._lease = lease
        self._log = log

    async def tick(self) -> bool:
        """Tell and count what there is. Returns whether there may be more than one go takes; raises Away."""
        if not await self._lease.take():
            return False
        told = await self._tell()
        return MOST in (told, await self._count())

    async def _tell(self) -> int:
        """Tell the tallies first and forget the news then: cut off between, they are told again, and counted again."""
        with translated():
            found = await self._facts.find({"news": {"$exists": True}}).limit(MOST).to_list()
            if keys := sorted({key for known in found for key in known.get("keys", ())}):
                await self._tallies.bulk_write([recount(key) for key in keys], ordered=False)
            if found:
                await self._facts.bulk_write([self._told(known) for known in found], ordered=False)
        return len(found)

    def _told(self, known: Document) -> UpdateOne:
        same = {"_id": known["_id"], "news": known["news"]}
        facts = facts_in(known)
        found = {"until": self._book.until(facts), "over": self._book.over(facts)}
        return UpdateOne(same, {"$set": found, "$unset": {"news": ""}})

    async def _count(self) -> int:
        now = self._clock.now()
        with translated():
            due = await self._tallies.find({"due": {"$lte": now}}).sort("due", 1).limit(MOST).to_list()
            if not due:
                return 0
            facts = await self._of([tally["_id"] for tally in due], now)
        results = await self._path.handle([self._message(tally, facts.get(tally["_id"], []), now) for tally in due])
        for tally, result in zip(due, results, strict=True):
            if isinstance(result, Refused | Poison):
                self._log.warning("counted-in-vain", tally=tally["_id"], reason=result.code)
        return len(due)

    async def _of(self, keys: list[str], now: datetime) -> dict[str, list[Facts]]:
        found: dict[str, list[Facts]] = defaultdict(list)
        async for known in self._facts.find({"keys": {"$in": keys}, "until": {"$gt": now}}):
            for key in known["keys"]:
                found[key].append(facts_in(known))
        return found

    def _message(self, tally: Document, facts: Sequence[Facts], now: datetime) -> Message:
        """The id says which count it is: one that took effect, and is made again, is known to the inbox."""
        count = self._book.counts(tally, facts, now)
        name = derive(tally["_id"], f"{self._book.tallies}/{tally['rev']}/{tally['due'].isoformat()}")
        return Message(
            id=name,
            aggregate=count.aggregate,
            key=tally["_id"],
            body=count.says,
            correlation=name,
            writes=(counted(self._book.tallies, tally, count.due),),
        )
