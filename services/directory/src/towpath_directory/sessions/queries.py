"""What is read for an answer about sessions. Nothing here writes."""

from datetime import datetime
from typing import NamedTuple

from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode
from towpath_directory.refusals import ListingNotFound
from towpath_runtime.mongo import OUTBOX, Database, translated


class Published(NamedTuple):
    """A listing as it was published last: how often it was, and when (whole seconds, UTC).

    A report of capacity is no new version of it: these come with every offer, and a calendar stays as it is.
    """

    listing: Listing
    version: int
    changed: datetime


class SessionQueries:
    """The queries of the API."""

    def __init__(self, database: Database, topics: Topics) -> None:
        self._rows = database[OUTBOX]
        self._topics = topics

    async def published(self, service: str) -> Published:
        """Return what the directory said last about a service: the newest row of its key, which stays in the outbox.

        Raises ListingNotFound, Away.
        """
        topic = self._topics.of(Stream.DIRECTORY)
        with translated():
            row = await self._rows.find_one({"compacted": True, "topic": topic, "key": service}, sort=[("stamp", -1)])
        if row is not None:
            envelope = decode(topic, service.encode(), row["value"], list(row["headers"].items()), self._topics)
            if isinstance(envelope.event, ServicePublished):
                version = envelope.sequence or 1
                return Published(envelope.event.listing, version, envelope.time.replace(microsecond=0))
        raise ListingNotFound("no listing has that id, or it was withdrawn")
