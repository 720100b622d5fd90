"""A dry run: what an import would do, by the rules that it would do it by, and without doing it."""

from collections.abc import Sequence
from typing import Any

from pymongo import UpdateOne

from towpath_directory.commands import PublishListing
from towpath_directory.imports.lines import refused
from towpath_directory.model import Entry
from towpath_directory.store import ENTRIES, line_of
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import Clock
from towpath_runtime.errors import Refused
from towpath_runtime.inward import Inward
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated


class Trial:
    """Asks the rules of a listing about each of a batch, as the directory stands."""

    def __init__(self, database: Database, clock: Clock, entries: Aggregate[Entry]) -> None:
        self._entries = database[ENTRIES]
        self._clock = clock
        self._rules = entries

    async def lines(self, messages: Sequence[tuple[str, Message]]) -> list[UpdateOne]:
        """Return how the line of each message would be settled, by the id of the line. Raises Away."""
        keys = [message.key for _, message in messages]
        with translated():
            known = {one["_id"]: one async for one in self._entries.find({"_id": {"$in": keys}})}
        return [UpdateOne({"_id": line}, self._update(known.get(message.key), message)) for line, message in messages]

    def _update(self, document: dict[str, Any] | None, message: Message) -> dict[str, Any]:
        asked = message.body
        assert isinstance(asked, PublishListing)
        before = None if document is None else self._rules.from_document(document)
        try:
            events = self._rules.decide(before, asked, self._clock.now())
        except Refused as error:
            return refused(error.code, error.field or "")
        after = before
        for event in events:
            after = self._rules.evolve(after, event)
        told = any(not isinstance(event, Inward) for event in events)
        return line_of(asked, after, told)
