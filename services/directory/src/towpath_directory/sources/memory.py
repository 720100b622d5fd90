"""What is remembered of a registered feed. What a run learned counts once all that it brought is in the directory."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pymongo import UpdateOne

from towpath_directory.feeds.records import legible
from towpath_directory.imports.fetch import NOTHING, Validators
from towpath_directory.imports.memory import Remembered
from towpath_directory.sources.store import ADDRESSES, CARRIED, WITHDRAWN
from towpath_runtime.mongo import Database, translated

AT_ONCE = 500

Document = dict[str, Any]


class SourceMemory:
    """The memory of one run of one feed; ``whole`` for one that is to take nothing for known. Raises Away."""

    def __init__(self, database: Database, source: str, run: str, *, whole: bool) -> None:
        self._addresses = database[ADDRESSES]
        self._carried = database[CARRIED]
        self._source = source
        self._run = run
        self._whole = whole
        self._learned: list[UpdateOne] = []

    async def pages(self, url: str) -> int:
        """Return how many pages the feed had whose validators speak for all of it, 0 where none do."""
        found = await self._one(_feed(url))
        return 0 if found is None else int(found.get("pages", 0))

    async def validators(self, address: str) -> Validators:
        """Return the validators of a page."""
        return _validators(await self._one(address))

    async def services(self, addresses: Mapping[str, str]) -> Mapping[str, Remembered]:
        """Return what is known of services whose listings stand, by their own ids."""
        if self._whole or not addresses:
            return {}
        stand = {"source": self._source, "given": {"$in": list(map(legible, addresses))}, "state": {"$ne": WITHDRAWN}}
        keys = [self._key(address) for address in addresses.values()]
        with translated():
            listings = {row["given"]: row["listing"] async for row in self._carried.find(stand)}
            kept = {row["_id"]: row async for row in self._addresses.find({"_id": {"$in": keys}})}
        found = {}
        for given, address in addresses.items():
            row = kept.get(self._key(address))
            if row is not None and legible(given) in listings:
                found[given] = Remembered(listings[legible(given)], _validators(row), row.get("changed", ""))
        return found

    async def learn(self, address: str, validators: Validators, modified: str = "") -> None:
        """Take note of the validators of an address."""
        await self._note(
            address, {"etag": validators.etag, "modified": validators.modified, "changed": modified or None}
        )

    async def learn_feed(self, url: str, pages: int, fingerprint: str) -> bool:
        """Take note of the feed as a whole; tell whether its fingerprint is the one that it had."""
        before = await self._one(_feed(url))
        await self._note(_feed(url), {"pages": pages, "fingerprint": fingerprint})
        await self._flush()
        return before is not None and before.get("fingerprint") == fingerprint

    async def _one(self, address: str) -> Document | None:
        if self._whole:
            return None
        with translated():
            return await self._addresses.find_one({"_id": self._key(address)})

    async def _note(self, address: str, kept: Document) -> None:
        said = {name: value for name, value in kept.items() if value is not None}
        update = {"$set": {"source": self._source, "next": {"run": self._run, "kept": said}}}
        self._learned.append(UpdateOne({"_id": self._key(address)}, update, upsert=True))
        if len(self._learned) >= AT_ONCE:
            await self._flush()

    async def _flush(self) -> None:
        learned, self._learned = self._learned, []
        if learned:
            with translated():
                await self._addresses.bulk_write(learned, ordered=False)

    def _key(self, address: str) -> str:
        return hashlib.sha256(f"{self._source}\n{address}".encode()).hexdigest()


async def adopt(database: Database, source: str, run: str) -> None:
    """Let what a run learned count from now on. The same again does nothing."""
    kept = {"$mergeObjects": [{"_id": "$_id", "source": "$source"}, "$next.kept"]}
    with translated():
        await database[ADDRESSES].update_many({"source": source, "next.run": run}, [{"$replaceWith": kept}])


async def forget(database: Database, source: str) -> None:
    """Forget all that was learned of a feed."""
    with translated():
        await database[ADDRESSES].delete_many({"source": source})


def _feed(url: str) -> str:
    return f"the feed at {url}"


def _validators(row: Document | None) -> Validators:
    return NOTHING if row is None else Validators(row.get("etag"), row.get("modified"))
