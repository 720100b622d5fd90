"""What is read of suggestions for an answer. Nothing here writes."""

from collections.abc import Sequence
from typing import Any

from towpath_directory.curation.paging import after, cursor_of
from towpath_directory.curation.words import Words
from towpath_directory.freshness.months import day_in_london
from towpath_directory.store import ENTRIES
from towpath_directory.suggestions.model import Kind, State, Suggestion
from towpath_directory.suggestions.refusals import ServiceUnknown, SuggestionNotFound
from towpath_directory.suggestions.store import SUGGESTIONS, from_document
from towpath_directory.suggestions.views import NotesView, SuggestionPage, SuggestionView, Told
from towpath_runtime.clock import Clock
from towpath_runtime.mongo import Database, translated

MOST_NOTES = 200


class SuggestionQueries:
    """The queries of the API. All raise Away."""

    def __init__(self, database: Database, words: Words, clock: Clock) -> None:
        self._suggestions = database[SUGGESTIONS]
        self._entries = database[ENTRIES]
        self._words = words
        self._clock = clock

    async def one(self, key: str) -> Suggestion:
        """Return a suggestion. Raises SuggestionNotFound."""
        with translated():
            found = await self._suggestions.find_one({"_id": key})
        if found is None:
            raise SuggestionNotFound("nothing was suggested under that id")
        return from_document(found)

    async def told(self, reference: str) -> Told:
        """Return what became of a suggestion, for who made it. Raises SuggestionNotFound."""
        with translated():
            found = await self._suggestions.find_one({"reference": reference})
        if found is None:
            raise SuggestionNotFound("nothing was suggested under that reference")
        known = from_document(found)
        answer = known.answer
        accepted = answer is not None and known.state in (State.ACCEPTED, State.MERGED)
        return Told(
            reference=reference,
            kind=known.kind,
            state=known.state,
            received=known.at,
            answered=None if answer is None else answer.at,
            reason=None if answer is None else answer.reason,
            service=answer.other if answer is not None and accepted else known.service,
        )

    async def view(self, key: str) -> SuggestionView:
        """Return a suggestion for a curator. Raises SuggestionNotFound."""
        known = await self.one(key)
        return SuggestionView.of(key, known, (await self._words.of([key])).get(key))

    async def page(
        self, *, state: State | None, service: str | None, kind: Kind | None, cursor: str | None, limit: int
    ) -> SuggestionPage:
        """Return a page of suggestions, the oldest first. Raises CursorInvalid."""
        asked = {"state": state, "service": service, "kind": kind}
        wanted: dict[str, Any] = {name: str(value) for name, value in asked.items() if value is not None}
        wanted |= after(cursor)
        with translated():
            found = await self._suggestions.find(wanted).sort([("at", 1), ("_id", 1)]).limit(limit + 1).to_list()
        page = found[:limit]
        last = page[-1] if len(found) > limit else None
        return SuggestionPage(
            contents=await self._views(page), next=None if last is None else cursor_of(last["at"], last["_id"])
        )

    async def notes(self, service: str, *, every: bool) -> NotesView:
        """Return what is known of a service and of those that it stands for, the newest first."""
        with translated():
            entry = await self._entries.find_one({"_id": service}, {"stands_for": 1})
            services = [service, *(() if entry is None else entry.get("stands_for", ()))]
            wanted: dict[str, Any] = {"service": {"$in": services}, "kind": Kind.KNOWLEDGE.value}
            if not every:
                today = day_in_london(self._clock.now()).isoformat()
                wanted |= {"state": State.NOTED.value, "until": {"$gte": today}}
            found = await self._suggestions.find(wanted).sort([("at", -1), ("_id", -1)]).limit(MOST_NOTES).to_list()
        return NotesView(notes=await self._views(found))

    async def must_be_known(self, service: str) -> None:
        """Raise ServiceUnknown where a service is neither in the directory nor in work."""
        known = {"$or": [{"listing": {"$exists": True}}, {"draft": {"$exists": True}}]}
        with translated():
            found = await self._entries.find_one({"_id": service, **known}, {"_id": 1})
        if found is None:
            raise ServiceUnknown("name a service that is in the directory, or suggest a new one", field="service")

    async def must_be_noted(self, service: str, note: str) -> None:
        """Raise SuggestionNotFound where a note is not one on this service."""
        if (await self.one(note)).service != service:
            raise SuggestionNotFound("there is no such note on this service")

    async def _views(self, found: Sequence[dict[str, Any]]) -> list[SuggestionView]:
        words = await self._words.of(one["_id"] for one in found)
        return [SuggestionView.of(one["_id"], from_document(one), words.get(one["_id"])) for one in found]
