"""What a feed no longer carries: counted once per complete run, listed for curators, withdrawn by policy."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import UpdateMany, UpdateOne

from towpath_directory.commands import By, WithdrawListing
from towpath_directory.feeds.reasons import REFUSALS
from towpath_directory.imports.lines import IMPORTS, LINES, PUBLISHED, Outcome
from towpath_directory.sources.model import Dropping, Ending, Source, Then
from towpath_directory.sources.store import CARRIED, MISSING, PRESENT, WITHDRAWN
from towpath_directory.store import ENTRIES
from towpath_runtime.ids import derive
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath

AT_ONCE = 500

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """How a run came out, and its figures for the history."""

    ending: Ending
    figures: Document


class Losses:
    """Settles runs whose records are in the directory. Every step does nothing when it is done again. Raises Away."""

    def __init__(self, database: Database, path: BatchPath) -> None:
        self._imports = database[IMPORTS]
        self._lines = database[LINES]
        self._carried = database[CARRIED]
        self._entries = database[ENTRIES]
        self._path = path

    async def settle(self, key: str, source: Source, now: datetime) -> Settled:
        """Settle the run that is under way; its import is done."""
        assert source.running is not None
        assert source.terms is not None
        run, dropping = source.running, source.terms.dropping
        with translated():
            found = await self._imports.find_one({"_id": run.id}) or {}
        counts, refused = await self._mark(key, run.id, found.get("attempt", ""))
        figures: Document = {"counts": dict(counts), "records": counts.total(), "doubts": found.get("doubts", [])}
        figures |= {"ruled_out": counts[Outcome.REFUSED.value] - refused}
        if counts.total() != found.get("records"):  # its lines are no longer kept: what they brought nobody knows
            return Settled(Ending.PARTIAL, figures | {"doubts": [*figures["doubts"], "lines-expired"]})
        if figures["doubts"] or _pages_short(found):
            return Settled(Ending.PARTIAL, figures)
        if refused > dropping.most_refused * counts.total() and not run.approved:
            return Settled(Ending.MANY_REFUSED, figures)
        gone, standing = await self._gone(key, run.id)
        figures |= {"gone": gone}
        if gone > dropping.few and gone > dropping.most_share * standing and not run.approved:
            return Settled(Ending.SHRUNKEN, figures)
        return Settled(Ending.IMPORTED, figures | await self._lose(key, run.id, run.id, dropping, now))

    async def settle_unchanged(self, key: str, source: Source, now: datetime) -> Settled:
        """Settle a run that found nothing changed: what the feed carried last it carries still, and no more than that.

        Of nothing that was ever whole nothing can be missing.
        """
        assert source.running is not None
        assert source.terms is not None
        lost: Document = {}
        if source.base is not None:
            lost = await self._lose(key, source.running.id, source.base, source.terms.dropping, now)
        return Settled(Ending.NOT_MODIFIED, lost)

    async def _mark(self, key: str, run: str, attempt: str) -> tuple[Counter[str], int]:
        """Mark the listings that the run brought. A record that is refused is there all the same.

        Returns how many records had which outcome, and how many no reader could take.
        """
        counts, refused, updates = Counter[str](), 0, list[UpdateOne | UpdateMany]()
        here = {"run": run, "state": PRESENT, "missing": 0}
        with translated():
            async for line in self._lines.find({"import": run, "attempt": attempt}, {"text": 0}):
                counts[line["outcome"]] += 1
                codes = {reason["code"] for reason in line.get("reasons", ())}
                refused += line["outcome"] == Outcome.REFUSED.value and not codes.isdisjoint(REFUSALS)
                if line["outcome"] in PUBLISHED:
                    listing = line["listing"]
                    known = {"_id": f"{key}/{listing}"}
                    fields = here | {"source": key, "listing": listing, "given": line["given"]}
                    updates.append(UpdateOne(known, {"$set": fields, "$unset": {"since": ""}}, upsert=True))
                elif line["given"]:
                    same = {"source": key, "given": line["given"], "state": {"$ne": WITHDRAWN}}
                    updates.append(UpdateMany(same, {"$set": here, "$unset": {"since": ""}}))
                if len(updates) >= AT_ONCE:
                    await self._carried.bulk_write(updates, ordered=False)
                    updates.clear()
            if updates:
                await self._carried.bulk_write(updates, ordered=False)
        return counts, refused

    async def _gone(self, key: str, run: str) -> tuple[int, int]:
        """Return how many listings that were there a run ago are not now, and of how many."""
        standing = {"source": key, "state": PRESENT}
        with translated():
            gone = await self._carried.count_documents(standing | {"run": {"$ne": run}})
            return gone, await self._carried.count_documents(standing)

    async def _lose(self, key: str, run: str, base: str, dropping: Dropping, now: datetime) -> Document:
        """Count a complete run without what is missing, once per run, and withdraw what was missing often enough."""
        if dropping.then is Then.KEEP:
            return {"missing": 0, "dropped": 0, "withdrawn": 0}
        lacking = {"source": key, "state": {"$in": [PRESENT, MISSING]}, "run": {"$ne": base}}
        once = {
            "$set": {
                "missing": {"$add": ["$missing", 1]},
                "counted": run,
                "state": MISSING,
                "since": {"$ifNull": ["$since", now]},
            }
        }
        with translated():
            await self._carried.update_many(lacking | {"counted": {"$ne": run}}, [once])
        if dropping.then is Then.WITHDRAW:
            while await self._withdraw(key, run, dropping.after):
                continue
        counted = {"source": key, "counted": run}
        with translated():
            return {
                "missing": await self._carried.count_documents(counted | {"state": MISSING}),
                "dropped": await self._carried.count_documents(counted | {"missing": 1}),
                "withdrawn": await self._carried.count_documents(counted | {"state": WITHDRAWN}),
            }

    async def _withdraw(self, key: str, run: str, after: int) -> bool:
        """Withdraw some of what was missing often enough, unless another feed or an owner has it.

        Returns whether there is more.
        """
        late = {"source": key, "state": MISSING, "missing": {"$gte": after}, "held": {"$ne": run}}
        with translated():
            found = [row["listing"] async for row in self._carried.find(late, {"listing": 1}).limit(AT_ONCE)]
            elsewhere = {"listing": {"$in": found}, "source": {"$ne": key}, "state": PRESENT}
            held = {row["listing"] async for row in self._carried.find(elsewhere, {"listing": 1})}
            owned = {"_id": {"$in": found}, "owner": {"$exists": True}}  # whoever runs it answers for it, not the feed
            held |= {row["_id"] async for row in self._entries.find(owned, {"_id": 1})}
        going = [listing for listing in found if listing not in held]
        # A process that slept says the same of the same run, and that was done.
        await self._path.handle([_withdrawal(key, run, listing) for listing in going])
        with translated():
            ids = {name: [f"{key}/{one}" for one in some] for name, some in (("going", going), ("held", list(held)))}
            await self._carried.update_many({"_id": {"$in": ids["going"]}}, {"$set": {"state": WITHDRAWN}})
            await self._carried.update_many({"_id": {"$in": ids["held"]}}, {"$set": {"held": run}})
        return len(found) == AT_ONCE


def _withdrawal(key: str, run: str, listing: str) -> Message:
    return Message(
        id=derive(run, f"dropped/{listing}"),
        aggregate=ENTRIES,
        key=listing,
        body=WithdrawListing(by=By("policy", key, "dropped-by-feed")),
        correlation=listing,
        causation=run,
    )


def _pages_short(found: Document) -> bool:
    pages = found.get("pages") or {}
    return bool(pages.get("of", 0) > 1 and pages.get("read", 0) < pages["of"])
