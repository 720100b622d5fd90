"""The dead-letter store: list, show, retry and discard what was parked."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pymongo import DeleteOne, UpdateOne

from towpath_runtime.aggregate import Document
from towpath_runtime.errors import NotFound, Poison, Refused
from towpath_runtime.letter import Letter, Status
from towpath_runtime.mongo import DEADLETTERS, INBOX, PARKS, Database, translated
from towpath_runtime.path import BatchPath
from towpath_runtime.unit import Unit

UNRESOLVED = (Status.PARKED.value, Status.WAITING.value)


class NotParked(Refused):
    """Only the letter at the head of its lane can be retried or discarded: those behind it follow by themselves."""

    code = "letter-not-parked"


class DeadLetters:
    """Letters by lane, in order. All methods raise Away where the database does not answer."""

    def __init__(self, database: Database, path: BatchPath, unit: Callable[[Letter], Unit | None]) -> None:
        self._letters = database[DEADLETTERS]
        self._parks = database[PARKS]
        self._inbox = database[INBOX]
        self._path = path
        self._unit = unit

    async def waiting(self, status: str | None = None, after: int = 0, most: int = 100) -> list[Document]:
        """Return letters in the order in which they came, without their content, those after a given ``order``."""
        wanted: dict[str, Any] = {"order": {"$gt": after}}
        wanted["status"] = status if status is not None else {"$in": list(UNRESOLVED)}
        with translated():
            found = self._letters.find(wanted, {"value": 0, "headers": 0}).sort("order", 1).limit(most)
            return await found.to_list()

    async def show(self, letter_id: str) -> Document:
        """Return one letter whole, raw bytes included. Raises NotFound."""
        with translated():
            found = await self._letters.find_one({"_id": letter_id})
        if found is None:
            raise NotFound("there is no dead letter by that id")
        return found

    async def by_reason(self) -> tuple[dict[str, int], Any]:
        """Return how many wait, by reason, and since when the oldest does."""
        grouped: list[dict[str, Any]] = [
            {"$match": {"status": {"$in": list(UNRESOLVED)}}},
            {"$group": {"_id": "$reason", "count": {"$sum": 1}, "oldest": {"$min": "$at"}}},
        ]
        with translated():
            rows = await (await self._letters.aggregate(grouped)).to_list()
        oldest = min((row["oldest"] for row in rows), default=None)
        return {row["_id"]: row["count"] for row in rows}, oldest

    async def retry(self, letter_id: str) -> int:
        """Handle the letter again, and then all that wait behind it, in order, until one fails.

        Returns how many took effect. Raises NotFound, NotParked, or the failure of the letter itself: it stays parked.
        """
        head = await self._head(letter_id)
        await self._again(head)
        return 1 + await self._drain(head["lane"])

    async def discard(self, letter_id: str) -> int:
        """Let the letter go for good, then handle what waits behind it. Returns how many of those took effect.

        It is kept with the status ``discarded``, and known again should the event be replayed, even to rules that would
        take it by then: what came after it has had its effect. Raises NotFound, NotParked.
        """
        head = await self._head(letter_id)
        unit = self._unit(Letter.from_document(head))
        marks = [message.mark for message in unit.readable] if unit is not None else []
        seen = {"$setOnInsert": {"version": 0, "at": datetime.now(UTC)}}
        with translated():
            if marks:
                await self._inbox.bulk_write([UpdateOne({"_id": mark}, seen, upsert=True) for mark in marks])
            await self._letters.update_one({"_id": letter_id}, {"$set": {"status": Status.DISCARDED.value}})
        return await self._drain(head["lane"])

    async def go_on(self) -> None:
        """Empty the lanes whose first letter was resolved by a process that died before it came to the others."""
        with translated():
            lanes = [park["_id"] async for park in self._parks.find({"open": True}, {"_id": 1})]
        for lane in lanes:
            with translated():
                head = await self._letters.find_one(_waiting(lane), {"status": 1}, sort=[("place", 1)])
            if head is None or head["status"] == Status.WAITING.value:
                await self._drain(lane)

    async def _head(self, letter_id: str) -> Document:
        letter = await self.show(letter_id)
        with translated():
            first = await self._letters.find_one(_waiting(letter["lane"]), {"_id": 1}, sort=[("place", 1)])
        if first is None or first["_id"] != letter_id:
            raise NotParked("retry or discard the first letter of this lane")
        return letter

    async def _again(self, letter: Document) -> None:
        unit = self._unit(Letter.from_document(letter)) or Unit((), Letter.from_document(letter))
        unit.resolves = UpdateOne({"_id": letter["_id"]}, {"$set": {"status": Status.RETRIED.value}})
        await self._path.run([unit])
        if unit.failure is not None:
            reason = unit.failure.code
            with translated():
                await self._letters.update_one(
                    {"_id": letter["_id"]},
                    {"$set": {"status": Status.PARKED.value, "reason": reason}, "$inc": {"tries": 1}},
                )
            raise unit.failure

    async def _drain(self, lane: str) -> int:
        """Handle what waits in a lane, in order, until one fails or the lane is empty and closed."""
        handled = 0
        while True:
            with translated():
                park = await self._parks.find_one({"_id": lane})
                letter = await self._letters.find_one(_waiting(lane), sort=[("place", 1)])
            if letter is not None:
                try:
                    await self._again(letter)
                except (Refused, Poison):
                    return handled
                handled += 1
            elif park is None:
                return handled
            else:
                # only if nobody added to the lane since it was read: a consumer's write to it changes the version
                with translated():
                    await self._parks.bulk_write([DeleteOne({"_id": lane, "version": park["version"]})])
                await asyncio.sleep(0)


def _waiting(lane: str) -> Document:
    return {"lane": lane, "status": {"$in": list(UNRESOLVED)}}


__all__ = ["DeadLetters", "NotParked"]
