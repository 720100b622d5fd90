"""What is suggested becomes messages: a suggestion and the draft that it goes into change together, or neither does."""

import secrets
from datetime import UTC, datetime, time, timedelta

from pydantic import JsonValue

from towpath_contracts.codes import ServiceStatus
from towpath_directory.commands import By
from towpath_directory.curation.commands import Suggest as Begin
from towpath_directory.curation.commands import TakeIn
from towpath_directory.curation.together import together
from towpath_directory.curation.transitions import CURATOR
from towpath_directory.curation.words import Words, erased, kept
from towpath_directory.freshness.months import day_in_london
from towpath_directory.store import ENTRIES
from towpath_directory.suggestions.decide import Settle, Suggest
from towpath_directory.suggestions.model import Kind, State, Suggestion
from towpath_directory.suggestions.notices import notices
from towpath_directory.suggestions.queries import SuggestionQueries
from towpath_directory.suggestions.refusals import NotANote, ServiceMissing, SuggestionNotFound
from towpath_directory.suggestions.store import SUGGESTIONS
from towpath_directory.suggestions.views import AcceptBody, AnswerBody, SuggestionBody
from towpath_runtime.clock import Clock
from towpath_runtime.http import Acknowledged, Asked
from towpath_runtime.ids import derive
from towpath_runtime.message import Message
from towpath_runtime.path import BatchPath

ERASES = frozenset(("abuse", "personal-data"))
"""The reasons for which somebody's words are erased at once."""


class Answering:
    """Takes suggestions and answers. ``note_days``: how long a note is shown that says nothing of it itself."""

    def __init__(self, path: BatchPath, queries: SuggestionQueries, words: Words, clock: Clock, note_days: int) -> None:
        self._path = path
        self._queries = queries
        self._words = words
        self._clock = clock
        self._note_days = note_days

    async def take(self, body: SuggestionBody, asked: Asked) -> Suggestion:
        """Keep what somebody says, with their words apart from it, and put an end to the note that it supersedes."""
        if body.service is not None:
            await self._queries.must_be_known(body.service)
        told, until = self._told(body), self._words.until
        if told.until is not None:
            until = max(until, datetime.combine(told.until, time.max, UTC) + timedelta(days=1))
        writes = tuple(kept(asked.id, body.words, until))
        messages = [asked.message(SUGGESTIONS, asked.id, told, correlation=asked.id, writes=writes)]
        if body.supersedes is not None:
            if (await self._queries.one(body.supersedes)).service != body.service:
                raise NotANote("a note takes the place of another one on the same service", field="supersedes")
            end = Settle(State.SUPERSEDED, body.organisation or body.source.value, other=asked.id)
            messages.append(asked.message(SUGGESTIONS, body.supersedes, end, correlation=asked.id))
        await together(self._path, *messages)
        return await self._queries.one(asked.id)

    def _told(self, body: SuggestionBody) -> Suggest:
        note = body.kind is Kind.KNOWLEDGE
        until = body.until or day_in_london(self._clock.now()) + timedelta(days=self._note_days)
        return Suggest(
            kind=body.kind,
            source=body.source,
            service=body.service,
            fields=body.changes,
            reference=secrets.token_urlsafe(18),
            organisation=body.organisation,
            notices=notices(body.words or ""),
            words=body.words is not None,
            until=until if note else None,
        )

    async def accept(self, key: str, body: AcceptBody, asked: Asked) -> Acknowledged:
        """Begin a draft with it; that of a new service has an id which follows from the suggestion."""
        known = await self._queries.one(key)
        service = known.service or derive(key, "service")
        fields = proposed(known)
        if known.service is None and body.publisher is not None:
            fields["publisher"] = body.publisher
        draft = Begin(By(CURATOR, body.curator), suggestion=key, fields=fields)
        settle = Settle(State.ACCEPTED, body.curator, body.reason, service)
        return await self._into(service, key, settle, draft, asked)

    async def merge(self, key: str, body: AnswerBody, asked: Asked) -> Acknowledged:
        """Put what it proposes into the draft that is in work."""
        known = await self._queries.one(key)
        if known.service is None:
            raise ServiceMissing("it is about a new service: accept it, or call it a duplicate", field="service")
        draft = TakeIn(By(CURATOR, body.curator, "suggestion-merged"), fields=proposed(known), suggestion=key)
        settle = Settle(State.MERGED, body.curator, body.reason, known.service)
        return await self._into(known.service, key, settle, draft, asked)

    async def settle(self, key: str, state: State, body: AnswerBody, asked: Asked, other: str | None = None) -> int:
        """Answer it otherwise, or put an end to a note. Returns how many events it has had."""
        if other == key:
            raise SuggestionNotFound("name another suggestion", field="of")
        if other is not None:
            await self._queries.one(other)
        word = Settle(state, body.curator, body.reason, other)
        writes = tuple(erased(key)) if body.reason in ERASES else ()
        (done,) = await together(self._path, asked.message(SUGGESTIONS, key, word, correlation=key, writes=writes))
        return done.version

    async def _into(self, service: str, key: str, settle: Settle, draft: Begin | TakeIn, asked: Asked) -> Acknowledged:
        messages: tuple[Message, ...] = (
            asked.message(SUGGESTIONS, key, settle, correlation=key),
            asked.message(ENTRIES, service, draft, correlation=key),
        )
        _, drafted = await together(self._path, *messages)
        return Acknowledged(id=service, version=drafted.version)


def proposed(known: Suggestion) -> dict[str, JsonValue]:
    """Return the fields that a suggestion proposes; one that says only that a service has closed proposes that."""
    fields = dict(known.fields)
    if known.kind is Kind.CLOSED:
        fields.setdefault("status", ServiceStatus.DEFUNCT.value)
    return fields
