"""What is read of drafts, claims and conflicts for an answer. Nothing here writes."""

import re
from typing import Any

from towpath_contracts.values import UUID_FORM
from towpath_directory.curation.claims import CLAIMS
from towpath_directory.curation.model import Draft, State
from towpath_directory.curation.refusals import ConflictNotFound, DraftNotFound
from towpath_directory.curation.threeway import fields_of
from towpath_directory.curation.views import (
    ClaimsView,
    ClaimView,
    ConflictOfRecord,
    DisputedField,
    DraftPage,
    DraftSummary,
    DraftView,
)
from towpath_directory.curation.words import Words
from towpath_directory.model import Entry
from towpath_directory.refusals import CursorInvalid, ListingNotFound
from towpath_directory.store import ENTRIES, from_document
from towpath_runtime.mongo import Database, translated


class CurationQueries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database, words: Words) -> None:
        self._entries = database[ENTRIES]
        self._claims = database[CLAIMS]
        self._words = words

    async def entry(self, service: str) -> Entry:
        """Return what is kept of a service. Raises ListingNotFound."""
        with translated():
            found = await self._entries.find_one({"_id": service})
        if found is None:
            raise ListingNotFound("no listing has that id, published or in work")
        return from_document(found)

    async def draft(self, service: str) -> tuple[Entry, Draft]:
        """Return the draft of a listing. Raises DraftNotFound."""
        with translated():
            found = await self._entries.find_one({"_id": service})
        entry = Entry() if found is None else from_document(found)
        if entry.draft is None:
            raise DraftNotFound("nothing is in work there; save a draft to begin one")
        return entry, entry.draft

    async def whole(self, service: str) -> DraftView:
        """Return the draft of a listing with all that is to be said of it. Raises DraftNotFound."""
        entry, draft = await self.draft(service)
        return DraftView.whole(service, entry, draft)

    async def drafts(self, *, state: State | None, cursor: str | None, limit: int) -> DraftPage:
        """Return a page of drafts. Raises CursorInvalid."""
        wanted: dict[str, Any] = {"draft.state": {"$exists": True} if state is None else state.value}
        if cursor is not None:
            if not re.fullmatch(UUID_FORM, cursor):
                raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
            wanted["_id"] = {"$gt": cursor}
        with translated():
            found = await self._entries.find(wanted).sort("_id", 1).limit(limit + 1).to_list()
        page = []
        for document in found[:limit]:
            entry = from_document(document)
            assert entry.draft is not None
            page.append(DraftSummary.of(document["_id"], entry, entry.draft))
        return DraftPage(contents=page, next=found[limit - 1]["_id"] if len(found) > limit else None)

    async def conflict(self, service: str) -> ConflictOfRecord:
        """Return what a listing and its publisher's record are in dispute over. Raises ConflictNotFound."""
        entry = await self.entry(service)
        if entry.record is None or not entry.record.disputed:
            raise ConflictNotFound("nothing is in dispute here")
        stands, sent = fields_of(entry.listing), fields_of(entry.record.listing)
        return ConflictOfRecord(
            service=service,
            since=entry.record.since,
            withdrawn=entry.record.withdrawn,
            fields=[
                DisputedField(field=name, stands=stands.get(name), sent=sent.get(name))
                for name in entry.record.disputed
            ],
        )

    async def claims(self, service: str) -> ClaimsView:
        """Return who owns a listing, and its claims. Raises ListingNotFound."""
        entry = await self.entry(service)
        with translated():
            found = await self._claims.find({"service": service}).sort([("at", 1), ("_id", 1)]).limit(200).to_list()
        words = await self._words.of(one["_id"] for one in found)
        rows = [ClaimView(id=one["_id"], words=words.get(one["_id"]), **_shown(one)) for one in found]
        return ClaimsView(owner=entry.owner, claims=rows)


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name in ClaimView.model_fields}
