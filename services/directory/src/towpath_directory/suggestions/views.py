"""What is suggested and answered: the bodies and answers of the HTTP API."""

from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from towpath_contracts.codes import Code
from towpath_contracts.values import Id, OrganisationId
from towpath_directory.curation.bodies import FieldsBody, Words
from towpath_directory.suggestions.model import Answer, Kind, Source, State, Suggestion
from towpath_runtime.http import Command

NOT_THEIRS = frozenset(("id", "publisher", "assured_date", "last_modified"))
"""Fields of a listing that nobody proposes: they are the directory's, or its publisher's."""

WARNING = (
    "Write about the service, not about people: no names of those who go there, nothing on anybody's health. What you"
    " wrote is kept in this directory alone, shown to its curators, and erased after {days} days."
)
NOTICES = {
    "e-mail-address": "It seems to hold an e-mail address.",
    "telephone-number": "It seems to hold a telephone number: if it is the service's, send it as a field.",
    "nhs-number": "It seems to hold an NHS number.",
    "date-of-birth": "It seems to tell when somebody was born.",
    "of-a-person": "It seems to be about a person.",
}
"""What the words look like, by code."""


class SuggestionBody(Command):
    """What somebody says of a service, or of a new one.

    ``changes`` are fields of a listing as they should be. ``words`` are in somebody's own words: write about the
    service, never about people. ``until`` is the last day on which a note (``knowledge``) should be shown;
    ``supersedes`` is the note that it takes the place of.
    """

    kind: Kind
    service: Id | None = None
    changes: FieldsBody = Field(default_factory=dict)
    words: Words | None = None
    source: Source = Source.PUBLIC
    organisation: OrganisationId | None = None
    until: date | None = None
    supersedes: Id | None = None

    @model_validator(mode="after")
    def _theirs(self) -> Self:
        if set(self.changes) & NOT_THEIRS:
            raise _wrong(f"leave out of changes: {', '.join(sorted(NOT_THEIRS))}")
        if self.kind is Kind.KNOWLEDGE and self.source is not Source.LINK_WORKER:
            raise _wrong("what is known of a group is told by a link-worker: send that as the source")
        if self.kind is not Kind.KNOWLEDGE and (self.until is not None or self.supersedes is not None):
            raise _wrong("until and supersedes are for what is known of a group: send the kind knowledge")
        return self


def _wrong(mend: str) -> PydanticCustomError:
    return PydanticCustomError("value_error", "these do not go together", {"mend": mend})


class Received(BaseModel):
    """What was suggested is kept: ``reference`` is what to ask with. ``notices`` say what the words look like."""

    id: Id
    reference: str
    state: State
    warning: str
    notices: list[str]


class Told(BaseModel):
    """What becomes of a suggestion, for whoever made it; ``reason`` is the code of the answer."""

    reference: str
    kind: Kind
    state: State
    received: AwareDatetime
    answered: AwareDatetime | None = None
    reason: str | None = None
    service: Id | None = None


class AnswerView(BaseModel):
    """What a curator answered."""

    by: str
    reason: str
    at: AwareDatetime
    other: Id | None = None

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return how an answer is told."""
        return cls(by=answer.by, reason=answer.reason, at=answer.at, other=answer.other)


class SuggestionView(BaseModel):
    """A suggestion for a curator; ``words`` are null where there are none, or no longer."""

    id: Id
    reference: str
    kind: Kind
    source: Source
    organisation: str | None
    service: Id | None
    changes: dict[str, JsonValue]
    words: str | None
    notices: list[str]
    at: AwareDatetime
    state: State
    until: date | None
    answer: AnswerView | None

    @classmethod
    def of(cls, key: str, found: Suggestion, words: str | None) -> Self:
        """Return how a suggestion is told."""
        return cls(
            id=key,
            reference=found.reference,
            kind=found.kind,
            source=found.source,
            organisation=found.organisation,
            service=found.service,
            changes=dict(found.fields),
            words=words,
            notices=list(found.notices),
            at=found.at,
            state=found.state,
            until=found.until,
            answer=None if found.answer is None else AnswerView.of(found.answer),
        )


class SuggestionPage(BaseModel):
    """A page of suggestions, the oldest first; ``next`` is the cursor of the one that follows."""

    contents: list[SuggestionView]
    next: str | None = None


class NotesView(BaseModel):
    """What link workers know of a service, the newest first; those that are shown no longer only where asked for."""

    notes: list[SuggestionView]


class AnswerBody(Command):
    """A curator's answer, with the code of a reason."""

    curator: Code
    reason: Code | None = None


class AcceptBody(AnswerBody):
    """Make a draft of it. ``publisher`` is whose listing a new service is to be."""

    publisher: Code | None = None


class DuplicateBody(AnswerBody):
    """The suggestion that says the same."""

    of: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
