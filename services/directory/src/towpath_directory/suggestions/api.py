"""Suggestions over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from towpath_contracts.values import Id
from towpath_directory.curation.words import Words
from towpath_directory.suggestions.answering import Answering
from towpath_directory.suggestions.model import Kind, State
from towpath_directory.suggestions.queries import SuggestionQueries
from towpath_directory.suggestions.rate import Rate
from towpath_directory.suggestions.views import (
    NOTICES,
    WARNING,
    AcceptBody,
    AnswerBody,
    DuplicateBody,
    NotesView,
    Received,
    SuggestionBody,
    SuggestionPage,
    SuggestionView,
    Told,
)
from towpath_runtime.http import Acknowledged, AskedBy

Reference = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{24}$")]


def router(answering: Answering, queries: SuggestionQueries, words: Words, rate: Rate) -> APIRouter:
    """Return the routes of suggestions and notes."""
    routes = APIRouter(prefix="/v1", tags=["suggestions"])

    @routes.post("/suggestions", status_code=201)
    async def suggest(body: SuggestionBody, asked: AskedBy) -> Received:
        """Say that something is wrong, has closed or is new; or, as a link worker, what you know of a group.

        Write about the service, never about people. The reference in the answer is all that is needed to see what
        becomes of it.
        """
        rate.take()
        known = await answering.take(body, asked)
        return Received(
            id=asked.id,
            reference=known.reference,
            state=known.state,
            warning=WARNING.format(days=words.days),
            notices=[NOTICES[code] for code in known.notices],
        )

    @routes.get("/suggestions")
    async def page(
        state: State | None = None,
        service: Id | None = None,
        kind: Kind | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> SuggestionPage:
        """What was suggested, for curators, the oldest first."""
        return await queries.page(state=state, service=service, kind=kind, cursor=cursor, limit=limit)

    @routes.get("/suggestions/{reference}", response_model_exclude_none=True)
    async def told(reference: Reference) -> Told:
        """What becomes of a suggestion, for whoever made it."""
        return await queries.told(reference)

    @routes.get("/suggestions/{suggestion}/moderation")
    async def one(suggestion: Id) -> SuggestionView:
        """A suggestion as curators see it."""
        return await queries.view(suggestion)

    @routes.post("/suggestions/{suggestion}/accept")
    async def accept(suggestion: Id, body: AcceptBody, asked: AskedBy) -> Acknowledged:
        """Begin a draft with it; the id in the answer is that of the service."""
        return await answering.accept(suggestion, body, asked)

    @routes.post("/suggestions/{suggestion}/merge")
    async def merge(suggestion: Id, body: AnswerBody, asked: AskedBy) -> Acknowledged:
        """Put what it proposes into the draft that is in work; the id in the answer is that of the service."""
        return await answering.merge(suggestion, body, asked)

    @routes.post("/suggestions/{suggestion}/decline")
    async def decline(suggestion: Id, body: AnswerBody, asked: AskedBy) -> Acknowledged:
        """Decline it, with a reason."""
        return Acknowledged(id=suggestion, version=await answering.settle(suggestion, State.DECLINED, body, asked))

    @routes.post("/suggestions/{suggestion}/duplicate")
    async def duplicate(suggestion: Id, body: DuplicateBody, asked: AskedBy) -> Acknowledged:
        """Say that another suggestion says the same."""
        version = await answering.settle(suggestion, State.DUPLICATE, body, asked, body.of)
        return Acknowledged(id=suggestion, version=version)

    @routes.get("/services/{service}/notes")
    async def notes(service: Id, every: Annotated[bool, Query(alias="all")] = False) -> NotesView:
        """What link workers know of a service, the newest first: for curators and link workers, never public."""
        return await queries.notes(service, every=every)

    @routes.post("/services/{service}/notes/{note}/end")
    async def end(service: Id, note: Id, body: AnswerBody, asked: AskedBy) -> Acknowledged:
        """Show a note no longer, with a reason."""
        await queries.must_be_noted(service, note)
        return Acknowledged(id=note, version=await answering.settle(note, State.ENDED, body, asked))

    return routes
