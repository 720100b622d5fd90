"""What is read of proposals for an answer. Nothing here writes."""

import re
from typing import Any

from towpath_contracts.values import UUID_FORM
from towpath_directory.duplicates.model import Proposal, State
from towpath_directory.duplicates.refusals import DuplicateNotFound
from towpath_directory.duplicates.store import DUPLICATES, from_document
from towpath_directory.duplicates.views import DuplicatePage, DuplicateView, DuplicateWhole, SideView
from towpath_directory.model import Entry, content_hash
from towpath_directory.refusals import CursorInvalid
from towpath_directory.store import ENTRIES
from towpath_directory.store import from_document as entry_from_document
from towpath_runtime.mongo import Database, translated

CURSOR = re.compile(r"(-?[0-9]{1,6})\.(" + UUID_FORM.strip("^$") + ")")


class DuplicateQueries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database) -> None:
        self._duplicates = database[DUPLICATES]
        self._entries = database[ENTRIES]

    async def proposal(self, key: str) -> Proposal:
        """Return a proposal. Raises DuplicateNotFound."""
        with translated():
            found = await self._duplicates.find_one({"_id": key})
        if found is None:
            raise DuplicateNotFound("nothing was proposed under that id")
        return from_document(found)

    async def one(self, key: str) -> tuple[DuplicateWhole, str]:
        """Return a proposal with both listings, and its ETag: of what the curator sees. Raises DuplicateNotFound."""
        proposal = await self.proposal(key)
        services = proposal.comparison.services
        with translated():
            rows = await self._entries.find({"_id": {"$in": list(services)}}).to_list()
        entries = {row["_id"]: entry_from_document(row) for row in rows}
        first, second = (entries.get(service, Entry()) for service in services)
        sides = (_side(services[0], first), _side(services[1], second))
        tag = f"{proposal.revision}.{_hash(first)}.{_hash(second)}"
        return DuplicateWhole(**dict(DuplicateView.of(key, proposal)), sides=sides), tag

    async def page(
        self, *, state: State | None, publisher: str | None, cursor: str | None, limit: int
    ) -> DuplicatePage:
        """Return a page of proposals, the likeliest first. Raises CursorInvalid."""
        wanted: dict[str, Any] = {}
        if state is not None:
            wanted["state"] = state.value
        if publisher is not None:
            wanted["publishers"] = publisher
        if cursor is not None:
            place = CURSOR.fullmatch(cursor)
            if place is None:
                raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
            score, key = int(place[1]), place[2]
            wanted["$or"] = [{"score": {"$lt": score}}, {"score": score, "_id": {"$gt": key}}]
        with translated():
            order = [("score", -1), ("_id", 1)]
            rows = await self._duplicates.find(wanted).sort(order).limit(limit + 1).to_list()
        page = [DuplicateView.of(row["_id"], from_document(row)) for row in rows[:limit]]
        last = page[-1] if len(rows) > limit else None
        return DuplicatePage(contents=page, next=None if last is None else f"{last.score}.{last.id}")


def _side(service: str, entry: Entry) -> SideView:
    listing = entry.listing if entry.merged is None else entry.merged.listing
    return SideView(id=service, standing=not entry.withdrawn, merged=entry.merged is not None, listing=listing)


def _hash(entry: Entry) -> str:
    return "-" if entry.listing is None else content_hash(entry.listing)
