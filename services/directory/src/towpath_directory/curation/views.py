"""What curators, owners and publishers are told: the answers of the HTTP API."""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, JsonValue

from towpath_contracts.values import Id
from towpath_directory.curation.checking import Checked, check
from towpath_directory.curation.decide import both, quietly_up_to_date
from towpath_directory.curation.model import Draft, State
from towpath_directory.curation.state import state_of
from towpath_directory.curation.threeway import Changed, differences, fields_of
from towpath_directory.curation.transitions import possible
from towpath_directory.feeds.reasons import MENDS
from towpath_directory.model import Entry, content_hash


class ProblemView(BaseModel):
    """Something to mend before it can be published, or (``mends``) what was mended already."""

    code: str
    field: str
    words: str


class StepView(BaseModel):
    """A step that may be taken now, by whom, and the reasons that may be given for it."""

    step: str
    who: list[str]
    reasons: list[str]
    reason_needed: bool


class DifferenceView(BaseModel):
    """A field in three forms: as the draft began (``base``), in the draft, and as it is published now.

    ``hint``: ``ours`` and ``alike`` stand as they are; ``theirs`` is taken over by bring-up-to-date; ``both`` is for
    somebody to decide.
    """

    field: str
    hint: Changed
    base: JsonValue
    draft: JsonValue
    published: JsonValue


class ConflictView(BaseModel):
    """Why a draft cannot be published as it is: ``unchanged``, or ``behind`` what was published meanwhile."""

    code: str
    fields: list[DifferenceView]


class DraftSummary(BaseModel):
    """A draft in a list."""

    service: Id
    name: str | None = None
    state: State
    kind: str
    by: str
    since: AwareDatetime
    listed: bool

    @classmethod
    def of(cls, service: str, entry: Entry, draft: Draft) -> Self:
        """Return how a draft is listed."""
        name = draft.fields.get("name")
        return cls(
            service=service,
            name=name if isinstance(name, str) else None,
            state=draft.state,
            kind=draft.kind,
            by=draft.name,
            since=draft.since,
            listed=entry.listing is not None,
        )


class DraftView(DraftSummary):
    """A draft, whole: what it says, what is missing, what it changes, and what may be done with it.

    ``published`` is the hash of what stands now: sent as ``seen`` it says that the draft allows for it.
    """

    standing: State | None
    reason: str | None
    revision: int
    suggestions: list[Id]
    listing: dict[str, JsonValue]
    published: str | None
    problems: list[ProblemView]
    mends: list[ProblemView]
    changes: list[DifferenceView]
    conflict: ConflictView | None
    possible: list[StepView]

    @classmethod
    def whole(cls, service: str, entry: Entry, draft: Draft) -> Self:
        """Return how a draft is told."""
        known = entry.listing
        checked = check(service, draft.fields, known)
        told: dict[str, Any] = dict(DraftSummary.of(service, entry, draft))
        return cls(
            **told,
            standing=None if entry.listing is None and not entry.listed else _standing(entry),
            reason=draft.reason,
            revision=draft.revision,
            suggestions=list(draft.suggestions),
            listing=dict(draft.fields),
            published=None if known is None else content_hash(known),
            problems=[ProblemView(code=one.code, field=one.field, words=one.words) for one in checked.problems],
            mends=[ProblemView(code=one.code, field=one.field, words=MENDS[one.code]) for one in checked.mends],
            changes=_changes(entry, draft),
            conflict=_conflict(entry, draft, checked),
            possible=steps_of(entry),
        )


def _standing(entry: Entry) -> State:
    return State.WITHDRAWN if entry.listing is None else state_of(entry) or State.PUBLISHED


def steps_of(entry: Entry) -> list[StepView]:
    """Return what people may do with a listing now."""
    draft = None if entry.draft is None else entry.draft.state
    return [
        StepView(step=row.step, who=sorted(row.who), reasons=list(row.reasons), reason_needed=row.must_reason)
        for row in possible(draft, state_of(entry))
    ]


def _changes(entry: Entry, draft: Draft) -> list[DifferenceView]:
    return [
        DifferenceView(field=one.field, hint=one.changed, base=one.base, draft=one.ours, published=one.theirs)
        for one in differences(fields_of(draft.base), draft.fields, fields_of(entry.listing))
    ]


def _conflict(entry: Entry, draft: Draft, checked: Checked) -> ConflictView | None:
    if quietly_up_to_date(draft, entry.listing).base != entry.listing:
        fought = set(both(draft, entry.listing))
        return ConflictView(code="behind", fields=[one for one in _changes(entry, draft) if one.field in fought])
    if entry.listing is not None and checked.listing == entry.listing:
        return ConflictView(code="unchanged", fields=[])
    return None


class DraftPage(BaseModel):
    """A page of drafts in the order of their services' ids; ``next`` is the cursor of the one that follows."""

    contents: list[DraftSummary]
    next: Id | None = None


class DisputedField(BaseModel):
    """A field as it stands, and as its publisher sent it last."""

    field: str
    stands: JsonValue
    sent: JsonValue


class ConflictOfRecord(BaseModel):
    """What an owner or a curator changed and its publisher changed after that; ``withdrawn``: they took it away."""

    service: Id
    since: AwareDatetime | None
    withdrawn: bool
    fields: list[DisputedField]


class ClaimView(BaseModel):
    """A claim, with what the directory found out about its evidence by itself."""

    id: Id
    organisation: str
    kind: str
    shown: str | None = None
    evidence: list[str]
    words: str | None = None
    at: AwareDatetime
    disputed: bool
    state: str
    settled: AwareDatetime | None = None
    by: str | None = None
    reason: str | None = None


class ClaimsView(BaseModel):
    """Who owns a listing, and who says that they run the service, the oldest claim first."""

    owner: str | None = None
    claims: list[ClaimView]
