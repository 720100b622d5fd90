"""A link that a curator hands over themselves: recorded, so that one knows who could speak for a service."""

from towpath_directory.freshness.queries import ReviewQueries
from towpath_directory.freshness.store import PROMPTS
from towpath_directory.freshness.views import LinkView
from towpath_directory.freshness.writing import Writing
from towpath_directory.refusals import ListingNotFound
from towpath_runtime.clock import Clock
from towpath_runtime.errors import IdempotencyKeyReused
from towpath_runtime.http import Asked
from towpath_runtime.mongo import Database, translated


class Handing:
    """Makes links for curators."""

    def __init__(self, database: Database, queries: ReviewQueries, writing: Writing, clock: Clock) -> None:
        self._prompts = database[PROMPTS]
        self._queries = queries
        self._writing = writing
        self._clock = clock

    async def link(self, service: str, curator: str, asked: Asked) -> LinkView:
        """Return a link for a listing as it stands; asked again with the same key, the same. Raises ListingNotFound."""
        entry = await self._queries.entry(service)
        if entry.listing is None:
            raise ListingNotFound("no listing has that id, or it was withdrawn")
        made = self._writing.link(asked.id, entry.listing, self._clock.now())
        row = {
            "service": service,
            "kind": "handed-over",
            "curator": curator,
            "at": self._clock.now(),
            "fingerprint": asked.fingerprint,
            "link": {"content": made.content, "expires": made.expires},
        }
        with translated():
            await self._prompts.update_one({"_id": asked.id}, {"$setOnInsert": row}, upsert=True)
            kept = await self._prompts.find_one({"_id": asked.id})
        assert kept is not None
        if kept["fingerprint"] != asked.fingerprint:
            raise IdempotencyKeyReused("use a new Idempotency-Key for another body", field="Idempotency-Key")
        same = type(made)(asked.id, service, kept["link"]["content"], kept["link"]["expires"])
        return LinkView(address=self._writing.links.address(same), expires=same.expires)
