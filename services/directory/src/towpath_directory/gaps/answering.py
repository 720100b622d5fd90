"""Gaps that a new listing answers: whichever of the two came first.

A listing that could let somebody in is an opening for a while (`WHILE`): matching may have looked before it knew the
listing, and the gap be raised after. An opening answers a gap once, by the id of the message that says so.
"""

from collections.abc import Iterable
from datetime import timedelta

from pymongo import UpdateOne

from towpath_contracts.listing import Listing
from towpath_contracts.values import Area
from towpath_directory.gaps.commands import AnswerGap
from towpath_directory.gaps.serving import serves
from towpath_directory.gaps.store import GAP_TALLIES, GAPS, OPEN, OPENINGS
from towpath_directory.store import ENTRIES
from towpath_runtime.aggregate import Document
from towpath_runtime.clock import Clock
from towpath_runtime.ids import derive
from towpath_runtime.lease import Lease
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

WHILE = timedelta(minutes=10)
"""How long (domain clock) a listing is an opening for gaps that are raised after it: longer than a match takes."""
MOST = 200


class Answering:
    """Brings openings and gaps together, in one process at a time. ``far_km`` as in `serves`."""

    def __init__(self, database: Database, path: BatchPath, clock: Clock, lease: Lease, far_km: float) -> None:
        self._tallies = database[GAP_TALLIES]
        self._gaps = database[GAPS]
        self._openings = database[OPENINGS]
        self._entries = database[ENTRIES]
        self._path = path
        self._clock = clock
        self._lease = lease
        self._far_km = far_km

    async def tick(self) -> bool:
        """Look at what is new on either side. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        opened = await self._new_openings()
        return MOST in (opened, await self._new_gaps())

    async def _new_openings(self) -> int:
        with translated():
            openings = await self._openings.find({"fresh": {"$exists": True}}).limit(MOST).to_list()
            needs = sorted({need for opening in openings for need in opening["needs"]})
            gaps = await self._tallies.find({**OPEN, "need": {"$in": needs}}, {"_id": 1}).to_list() if needs else []
        await self._answer(openings, [gap["_id"] for gap in gaps])
        with translated():
            if openings:
                await self._openings.bulk_write([_looked_at(opening) for opening in openings], ordered=False)
            await self._openings.delete_many({"at": {"$lt": self._clock.now() - WHILE}, "fresh": {"$exists": False}})
        return len(openings)

    async def _new_gaps(self) -> int:
        with translated():
            gaps = await self._tallies.find({"fresh": {"$exists": True}}).limit(MOST).to_list()
            lately = {"$gte": self._clock.now() - WHILE}
            needs = sorted({gap["need"] for gap in gaps})
            openings = await self._openings.find({"needs": {"$in": needs}, "at": lately}).to_list() if needs else []
        await self._answer(openings, [gap["_id"] for gap in gaps])
        if gaps:
            with translated():
                await self._tallies.bulk_write([_looked_at(gap) for gap in gaps], ordered=False)
        return len(gaps)

    async def _answer(self, openings: list[Document], gaps: list[str]) -> None:
        if not openings or not gaps:
            return
        with translated():
            wanted = {"_id": {"$in": [opening["_id"] for opening in openings]}, "listing": {"$exists": True}}
            listings = {
                found["_id"]: Listing.model_validate(found["listing"])
                async for found in self._entries.find(wanted, {"listing": 1})
            }
            areas = [
                (found["_id"], found["need"], Area.model_validate(found["area"]))
                async for found in self._gaps.find({"_id": {"$in": gaps}}).sort("_id", 1)
            ]
        standing = [opening for opening in openings if opening["_id"] in listings]
        if messages := list(self._messages(standing, listings, areas)):
            await self._path.handle(messages)

    def _messages(
        self, openings: list[Document], listings: dict[str, Listing], gaps: list[tuple[str, str, Area]]
    ) -> Iterable[Message]:
        for key, need, area in gaps:
            for opening in openings:
                if serves(listings[opening["_id"]], need, area, self._far_km):
                    name = derive(opening["cause"], f"answers/{key}")
                    body = AnswerGap(opening["_id"], listed=True)
                    yield Message(name, GAPS, key, body, correlation=name, causation=opening["cause"])


def _looked_at(seen: Document) -> UpdateOne:
    return UpdateOne({"_id": seen["_id"], "fresh": seen["fresh"]}, {"$unset": {"fresh": ""}})
