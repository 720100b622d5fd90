"""What is read for an answer. Nothing here writes."""

import re
from typing import Any

from pymongo.asynchronous.command_cursor import AsyncCommandCursor

from towpath_contracts.values import UUID_FORM
from towpath_directory.counting.facts import NEVER, facts_in
from towpath_directory.curation.documents import UNLISTED
from towpath_directory.curation.model import State
from towpath_directory.curation.state import state_of
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.room import room_of
from towpath_directory.gaps.store import GAP_TALLIES, SHOWN
from towpath_directory.grades.views import GradeView
from towpath_directory.imports.lines import IMPORTS
from towpath_directory.model import content_hash
from towpath_directory.offers.model import offer_of
from towpath_directory.offers.stream import OFFERS
from towpath_directory.refusals import CursorInvalid, ListingNotFound
from towpath_directory.search.asked import SearchAsked
from towpath_directory.search.search import Search
from towpath_directory.sources.store import CARRIED, WITHDRAWN
from towpath_directory.store import ENTRIES, from_document
from towpath_directory.versions.views import ByView
from towpath_directory.views import Counts, ServicePage, ServiceView
from towpath_runtime.clock import Clock
from towpath_runtime.mongo import Database, translated

STANDING = {"listing": {"$exists": True}}


class Queries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database, clock: Clock, policy: Policy, search: Search) -> None:
        self._search = search
        self._clock = clock
        self._policy = policy
        self._entries = database[ENTRIES]
        self._imports = database[IMPORTS]
        self._offers = database[OFFERS]
        self._gaps = database[GAP_TALLIES]
        self._carried = database[CARRIED]

    async def service(self, service: str) -> tuple[ServiceView, str]:
        """Return a service and the hash of its listing. Raises ListingNotFound."""
        with translated():
            document = await self._entries.find_one({"_id": service, **STANDING})
            if document is None:
                raise ListingNotFound("no listing has that id, or it was withdrawn")
            carried = {"listing": service, "state": {"$ne": WITHDRAWN}}
            sources = [row["source"] async for row in self._carried.find(carried, {"source": 1}).sort("source", 1)]
        view = self._view(document).model_copy(update={"sources": sources})
        return view, content_hash(view.listing)

    async def services(
        self,
        *,
        search: str | None = None,
        publisher: str | None = None,
        organisation: str | None = None,
        need: str | None = None,
        status: str | None = None,
        state: str | None = None,
        grade: str | None = None,
        cursor: str | None = None,
        limit: int,
    ) -> ServicePage:
        """Return a page of the services that fit all that is asked: found by words, or in the order of their ids.

        Raises CursorInvalid.
        """
        if search is not None:
            return await self._found(
                SearchAsked(
                    search=search,
                    needs=_some(need),
                    statuses=_some(status),
                    states=_some(state),
                    grades=_some(grade),
                    publisher=publisher,
                    organisation=organisation,
                    cursor=cursor,
                    limit=limit,
                )
            )
        wanted: dict[str, Any] = dict(STANDING)
        asked = {"publisher": publisher, "organization.id": organisation, "needs": need, "status": status}
        wanted |= {f"listing.{field}": value for field, value in asked.items() if value is not None}
        if status == "active":
            wanted["listing.status"] = None  # what a listing says by default is not written down
        if state is not None:
            wanted["state"] = state
        if grade is not None:
            wanted["grade.letter"] = grade
        if cursor is not None:
            if not re.fullmatch(UUID_FORM, cursor):
                raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
            wanted["_id"] = {"$gt": cursor}
        with translated():
            found = await self._entries.find(wanted).sort("_id", 1).limit(limit + 1).to_list()
        page = [self._view(document) for document in found[:limit]]
        return ServicePage(contents=page, next=found[limit - 1]["_id"] if len(found) > limit else None)

    async def _found(self, asked: SearchAsked) -> ServicePage:
        """Return a page of what the search finds, the most relevant first."""
        found = self._search.find(asked)
        ids = [hit.service for hit in found.contents]
        with translated():
            kept = {one["_id"]: one async for one in self._entries.find({"_id": {"$in": ids}, **STANDING})}
        return ServicePage(contents=[self._view(kept[one]) for one in ids if one in kept], next=found.next)

    async def counts(self) -> Counts:
        """Count listings by status, publisher and capacity, imports and gaps by state, and offers in flight."""
        status = {"$cond": ["$withdrawn", "withdrawn", {"$ifNull": ["$listing.status", "active"]}]}
        with translated():
            ever = {"$match": {UNLISTED: {"$exists": False}}}
            listings = await _tally(await self._entries.aggregate([ever, *_by(status)]))
            publishers = await _tally(await self._entries.aggregate([{"$match": STANDING}, *_by("$listing.publisher")]))
            known = {"$match": {"capacity": {"$exists": True}}}
            capacity = await _tally(await self._entries.aggregate([known, *_by("$capacity.state")]))
            imports = await _tally(await self._imports.aggregate(_by("$state")))
            offers = [offer_of(facts_in(known)) async for known in self._offers.find({"until": NEVER})]
            shown = {"$match": {"state": {"$in": list(SHOWN)}}}
            gaps = await _tally(await self._gaps.aggregate([shown, *_by("$state")]))
        withdrawn = listings.pop("withdrawn", 0)
        return Counts(
            published=sum(listings.values()),
            withdrawn=withdrawn,
            listings=listings,
            publishers=publishers,
            capacity=capacity,
            imports=imports,
            offers_in_flight=sum(offer.in_flight for offer in offers),
            gaps=gaps,
        )

    def _view(self, document: dict[str, Any]) -> ServiceView:
        entry = from_document(document)
        assert entry.listing is not None
        state = state_of(entry) or State.PUBLISHED
        edition = entry.edition
        return ServiceView(
            listing=entry.listing,
            state=state,
            capacity=room_of(entry.capacity, self._policy.terms(entry.listing), self._clock.now()),
            version=1 if edition is None else edition.number,
            changed_at=None if edition is None else edition.at,
            changed_by=None if edition is None else ByView.of(edition.by),
            owner=entry.owner,
            grade=None if entry.grade is None else GradeView.of(entry.grade),
        )


def _some(code: str | None) -> tuple[str, ...]:
    return () if code is None else (code,)


def _by(expression: Any) -> list[dict[str, Any]]:
    return [{"$group": {"_id": expression, "count": {"$sum": 1}}}, {"$sort": {"_id": 1}}]


async def _tally(rows: AsyncCommandCursor[dict[str, Any]]) -> dict[str, int]:
    return {row["_id"]: row["count"] async for row in rows}
