"""What is read about freshness. Nothing here writes."""

import re
from datetime import date
from typing import Any

from towpath_contracts.values import UUID_FORM
from towpath_directory.freshness.looking import LISTINGS
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.store import STANDS
from towpath_directory.freshness.views import (
    PolicyView,
    PromptView,
    ReviewPage,
    ReviewRow,
    ReviewView,
    ReviewWhole,
    Standing,
)
from towpath_directory.model import Entry
from towpath_directory.refusals import CursorInvalid, ListingNotFound
from towpath_directory.store import from_document
from towpath_runtime.clock import Clock
from towpath_runtime.mongo import Database, translated

CURSOR = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})\.({UUID_FORM.strip('^$')})")


class ReviewQueries:
    """The queries of the curators' list. All raise Away."""

    def __init__(self, database: Database, clock: Clock, policy: Policy) -> None:
        self._listings = database[LISTINGS]
        self._clock = clock
        self._policy = policy

    async def entry(self, service: str) -> Entry:
        """Return what is kept of a service. Raises ListingNotFound."""
        with translated():
            document = await self._listings.find_one({"_id": service})
        if document is None:
            raise ListingNotFound("no listing has that id")
        return from_document(document)

    async def one(self, service: str) -> ReviewWhole:
        """Return everything about the freshness of one listing. Raises ListingNotFound."""
        entry = await self.entry(service)
        review = entry.review
        listing = entry.listing or (None if review is None or review.left is None else review.left.listing)
        if review is None or listing is None:
            raise ListingNotFound("no listing has that id, or it was withdrawn")
        return ReviewWhole(
            id=service,
            review=ReviewView.of(review, listing, self._policy, self._today),
            earlier_prompts=[told for one in review.earlier if (told := PromptView.of(one)) is not None],
            left=None if review.left is None else review.left.on,
        )

    async def page(self, *, standing: Standing, publisher: str | None, cursor: str | None, limit: int) -> ReviewPage:
        """Return a page of the curators' list, the oldest first. Raises CursorInvalid."""
        sort = "review.since"
        wanted: dict[str, Any] = {**STANDS, "review.state": standing.value}
        if standing is Standing.ESCALATED:
            sort = "review.escalated.on"
            wanted = {**STANDS, "review.escalated": {"$exists": True}}
        if publisher is not None:
            wanted["listing.publisher"] = publisher
        if cursor is not None:
            day, key = _after(cursor)
            wanted["$or"] = [{sort: {"$gt": day}}, {sort: day, "_id": {"$gt": key}}]
        with translated():
            found = await self._listings.find(wanted).sort([(sort, 1), ("_id", 1)]).limit(limit + 1).to_list()
        rows = [self._row(document) for document in found[:limit]]
        more = len(found) > limit
        return ReviewPage(contents=rows, next=_cursor(found[limit - 1], sort) if more else None)

    async def policy(self) -> PolicyView:
        """Return the policy in force."""
        other = {**STANDS, "review.policy": {"$ne": self._policy.version}}
        with translated():
            waiting = await self._listings.count_documents(other)
        return PolicyView(version=self._policy.version, policy=self._policy, waiting=waiting)

    def _row(self, document: dict[str, Any]) -> ReviewRow:
        entry = from_document(document)
        assert entry.listing is not None
        assert entry.review is not None
        return ReviewRow(
            id=document["_id"],
            name=entry.listing.name,
            organization=entry.listing.organization.name,
            publisher=entry.listing.publisher,
            review=ReviewView.of(entry.review, entry.listing, self._policy, self._today),
        )

    @property
    def _today(self) -> date:
        return day_in_london(self._clock.now())


def _cursor(document: dict[str, Any], sort: str) -> str:
    review = document["review"]
    day = review["since"] if sort == "review.since" else review["escalated"]["on"]
    return f"{day}.{document['_id']}"


def _after(cursor: str) -> tuple[str, str]:
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    return found[1], found[2]
