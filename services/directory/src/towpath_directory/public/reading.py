"""Entries read for an answer, by their ids. Nothing here writes."""

from collections.abc import Iterable, Mapping
from typing import Any

from towpath_directory.curation.documents import UNLISTED
from towpath_directory.public.extras import OWN
from towpath_directory.public.render import SCALARS
from towpath_directory.store import ENTRIES
from towpath_runtime.mongo import Database, translated

Document = dict[str, Any]

BESIDE = ("capacity", "review", "grade", "stamp")
_FLAT = (*SCALARS, *OWN, "organization", "program", "assured_date", "last_modified", "areas")
FULL = dict.fromkeys(("listing", *BESIDE), 1)
FLAT = dict.fromkeys((*(f"listing.{name}" for name in dict.fromkeys(_FLAT)), *BESIDE), 1)
PLACED = FLAT | {"listing.locations": 1, "listing.service_at_locations": 1}
ORGANISATION = {"listing.organization": 1}
"""What is read of an entry: all, what a list tells, that and its places, or who runs it."""


class Reading:
    """Reads entries that are in the directory. All raise Away."""

    def __init__(self, database: Database) -> None:
        self._entries = database[ENTRIES]

    async def entries(self, services: Iterable[str], parts: Mapping[str, int]) -> dict[str, Document]:
        """Return the entries of some services by id; of one that has left meanwhile there is none."""
        wanted = {"_id": {"$in": list(dict.fromkeys(services))}, "listing": {"$exists": True}}
        with translated():
            return {one["_id"]: one async for one in self._entries.find(wanted, parts)}

    async def entry(self, service: str) -> Document | None:
        """Return the entry of a service, whether its listing is in the directory or not; None where there was none."""
        with translated():
            return await self._entries.find_one({"_id": service}, {**FULL, UNLISTED: 1})
