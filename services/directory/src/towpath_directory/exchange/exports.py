"""The listings of the directory for an export, read page by page: nothing of it is ever all in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated

PAGE = 200

Document = dict[str, Any]
Rendered = Callable[[Sequence[Document]], bytes]


class Exports:
    """Reads in the order of ids, each page behind the last id of the one before.

    An id never changes, so a listing that is there throughout comes exactly once, and always at the same place; one
    that comes or goes meanwhile may or may not.
    """

    def __init__(self, database: Database) -> None:
        self._entries = database[ENTRIES]

    async def pages(self, publisher: str | None, rendered: Rendered) -> AsyncIterator[bytes]:
        """Yield pages of listings, as they are kept, as what ``rendered`` makes of them. Raises Away."""
        wanted: Document = {"listing": {"$exists": True}}
        if publisher is not None:
            wanted["listing.publisher"] = publisher
        while True:
            with translated():
                found = await self._entries.find(wanted, {"listing": 1}).sort("_id", 1).limit(PAGE).to_list()
            if found:
                yield await asyncio.to_thread(rendered, [one["listing"] for one in found])
            if len(found) < PAGE:
                return
            wanted["_id"] = {"$gt": found[-1]["_id"]}
