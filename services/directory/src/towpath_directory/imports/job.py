"""Working through an import: batch by batch, each one transaction, so that it goes on wherever it was cut off."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne

from towpath_directory.commands import By, ImportLine, PublishListing
from towpath_directory.feeds.normalise import Taken
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.imports.intake import Intake
from towpath_directory.imports.lines import IMPORTS, LINES, PUBLISHED, Outcome, State, refused, settled
from towpath_directory.imports.reading import Reading
from towpath_directory.imports.trial import Trial
from towpath_directory.model import Entry, content_hash
from towpath_directory.store import ENTRIES
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import Clock
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.ids import derive
from towpath_runtime.lease import Lease
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

MOST_CHARACTERS = 8_000_000
"""How much of the feed a batch may hold as JSON, beside the number of its records."""

Document = dict[str, Any]


class Job:
    """Works on one import at a time, in one process at a time."""

    def __init__(
        self,
        database: Database,
        path: BatchPath,
        intake: Intake,
        clock: Clock,
        lease: Lease,
        batch: int,
        log: Log,
        entries: Aggregate[Entry],
    ) -> None:
        self._imports = database[IMPORTS]
        self._lines = database[LINES]
        self._path = path
        self._intake = intake
        self._clock = clock
        self._lease = lease
        self._batch = batch
        self._log = log
        self._trial = Trial(database, clock, entries)

    async def tick(self) -> bool:
        """Do one batch. Returns whether there may be more; raises Away."""
        if not await self._lease.take():
            return False
        await self._intake.abandon_silent()
        with translated():
            found = await self._imports.find_one({"state": State.RUNNING.value}, sort=[("created", 1), ("_id", 1)])
        if found is None:
            return False
        await self._work(found)
        return True

    async def _work(self, found: Document) -> None:
        lines = await self._pending(found["_id"])
        if not lines:
            return await self._finish(found["_id"])
        read = await asyncio.to_thread(Reading(found, self._log).of, lines)
        earlier = await self._earlier(found["_id"], read)
        updates: list[UpdateOne] = []
        messages: list[tuple[str, Message]] = []
        for kept, result in read:
            if isinstance(result, Refusal):
                updates.append(UpdateOne({"_id": kept["_id"]}, refused(result.code, result.field)))
                continue
            content = content_hash(result.listing)
            before = earlier.setdefault(result.listing.id, (kept["position"], content))
            if before[0] == kept["position"]:
                messages.append((kept["_id"], _message(found["_id"], kept, result)))
            else:
                updates.append(UpdateOne({"_id": kept["_id"]}, _doubled(before, content, result)))
        if found.get("dry_run"):
            updates += await self._trial.lines(messages)
        else:
            updates += await self._publish(messages)
        if updates:
            with translated():
                await self._lines.bulk_write(updates, ordered=False)
        return None

    async def _pending(self, import_id: str) -> list[Document]:
        lines: list[Document] = []
        size = 0
        with translated():
            found = self._lines.find({"import": import_id, "pending": True}).sort("position", 1).limit(self._batch)
            async for kept in found:
                lines.append(kept)
                size += len(kept["text"])
                if size > MOST_CHARACTERS:
                    break
        return lines

    async def _publish(self, messages: Sequence[tuple[str, Message]]) -> list[UpdateOne]:
        """Publish the listings of a batch; the lines of those that took effect were settled with them."""
        results = await self._path.handle([message for _, message in messages]) if messages else []
        updates = []
        for (kept, message), result in zip(messages, results, strict=True):
            if isinstance(result, Refused):
                updates.append(UpdateOne({"_id": kept}, refused(result.code, result.field or "")))
            elif isinstance(result, Poison):
                updates.append(UpdateOne({"_id": kept}, refused(result.code, ",".join(result.fields))))
            elif result.repeated:  # it took effect before, so its line was settled then, unless the feed was kept anew
                updates.append(UpdateOne({"_id": kept}, settled(Outcome.UNCHANGED, [], listing=message.key)))
        return updates

    async def _earlier(
        self, import_id: str, read: list[tuple[Document, Taken | Refusal]]
    ) -> dict[str, tuple[int, str]]:
        """Return the listings of this batch that an earlier record of the same feed gave: its position and content."""
        ids = [result.listing.id for _, result in read if isinstance(result, Taken)]
        wanted = {"import": import_id, "listing": {"$in": ids}, "outcome": {"$in": list(PUBLISHED)}}
        wanted["content"] = {"$exists": True}  # a service that was not fetched again says nothing to compare with
        with translated():
            found = self._lines.find(wanted, {"listing": 1, "position": 1, "content": 1})
            return {kept["listing"]: (kept["position"], kept["content"]) async for kept in found}

    async def _finish(self, import_id: str) -> None:
        fields = {"state": State.DONE.value, "finished": self._clock.now(), "touched": datetime.now(UTC)}
        with translated():
            await self._imports.update_one({"_id": import_id, "state": State.RUNNING.value}, {"$set": fields})
        self._log.info("imported", import_id=import_id)


def _message(import_id: str, kept: Document, taken: Taken) -> Message:
    line = ImportLine(kept["_id"], tuple((mend.code, mend.field) for mend in taken.mends))
    return Message(
        id=derive(import_id, str(kept["position"])),
        aggregate=ENTRIES,
        key=taken.listing.id,
        body=PublishListing(taken.listing, line=line, by=By("import", taken.listing.publisher)),
        correlation=taken.listing.id,
        causation=import_id,
    )


def _doubled(before: tuple[int, str], content: str, taken: Taken) -> Document:
    """Settle a record whose listing an earlier one of the feed gave: the same again, or something else under its id."""
    position, known = before
    if content == known:
        update = settled(Outcome.DUPLICATE, [], listing=taken.listing.id)
    else:
        update = settled(Outcome.REFUSED, [("clashing-id", "id")], listing=taken.listing.id)
    update["$set"]["same_as"] = position
    return update
