"""Every step of a listing's life as one table: from where to where, who may take it, and for which reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

from towpath_directory.curation.model import State

NOTHING = None
"""No draft is in work."""

CURATOR, OWNER, PUBLISHER, IMPORT, POLICY = "curator", "owner", "publisher", "import", "policy"
PEOPLE = frozenset((CURATOR, OWNER, PUBLISHER))


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: ``whence`` and ``whither`` are states, None of them where the draft or listing stays as it is.

    ``of_draft``: the states are those of the draft, and of the listing otherwise. ``reasons`` are the codes that may be
    given; where none has to be, the first one is taken.
    """

    step: str
    whence: frozenset[State | None]
    whither: State | None
    who: frozenset[str]
    reasons: tuple[str, ...]
    must_reason: bool = False
    of_draft: bool = True


S = State
_IN_WORK = frozenset((S.SUGGESTED, S.DRAFT, S.SUBMITTED))
_EDITED = frozenset((S.SUGGESTED, S.DRAFT))
_LISTED = frozenset((S.PUBLISHED, S.DUE, S.STALE))
_CURATOR = frozenset((CURATOR,))

CHECKED = ("checked", "confirmed-by-provider", "checked-on-website", "known-in-person", "other")
RETURNED = ("incomplete", "not-correct", "unclear", "out-of-scope", "duplicate", "not-the-right-words", "other")
DISCARDED = ("not-needed", "duplicate", "out-of-scope", "not-correct", "begun-by-mistake", "other")
WITHDRAWN = ("closed", "no-longer-wanted", "duplicate", "out-of-scope", "not-safe", "not-correct", "other")
CHANGED = ("changed", "corrected", "completed", "new-service", "other")

TRANSITIONS = (
    Transition("suggest", frozenset((NOTHING,)), S.SUGGESTED, _CURATOR, ("suggestion-accepted",)),
    Transition("take-in", frozenset((NOTHING, *_EDITED)), S.SUGGESTED, _CURATOR, ("suggestion-merged", "draft-moved")),
    Transition("save", frozenset((NOTHING, *_EDITED)), S.DRAFT, PEOPLE, CHANGED),
    Transition("bring-up-to-date", _IN_WORK, None, PEOPLE, ("listing-changed",)),
    Transition("submit", _EDITED, S.SUBMITTED, PEOPLE, CHANGED),
    Transition("recall", frozenset((S.SUBMITTED,)), S.DRAFT, PEOPLE, ("not-finished", "other")),
    Transition("return", frozenset((S.SUBMITTED,)), S.DRAFT, _CURATOR, RETURNED, must_reason=True),
    Transition("publish", frozenset((S.SUBMITTED,)), S.PUBLISHED, _CURATOR, CHECKED),
    Transition("discard", _IN_WORK, NOTHING, PEOPLE, DISCARDED, must_reason=True),
    Transition("move", _IN_WORK, NOTHING, _CURATOR, ("listing-merged", "duplicate", "other")),
    Transition("fall-due", frozenset((S.PUBLISHED,)), S.DUE, frozenset((POLICY,)), ("assurance-old",), of_draft=False),
    Transition("go-stale", _LISTED, S.STALE, frozenset((POLICY,)), ("nobody-answered",), of_draft=False),
    Transition("assure", _LISTED, S.PUBLISHED, PEOPLE | {IMPORT}, ("still-right",), of_draft=False),
    Transition("withdraw", _LISTED, S.WITHDRAWN, PEOPLE, WITHDRAWN, must_reason=True, of_draft=False),
    Transition("leave", _LISTED, S.WITHDRAWN, frozenset((POLICY,)), ("not-assured", "dropped-by-feed"), of_draft=False),
    Transition(
        "publish-directly",
        frozenset((NOTHING, *State)),
        S.PUBLISHED,
        frozenset((PUBLISHER, IMPORT)),
        CHANGED,
        of_draft=False,
    ),
)

BY_STEP = {row.step: row for row in TRANSITIONS}


def possible(draft: State | None, listing: State | None) -> Iterable[Transition]:
    """Return the steps that people may take on a listing whose draft and whose published form stand so."""
    for row in TRANSITIONS:
        if row.who & PEOPLE and (draft if row.of_draft else listing) in row.whence:
            yield row
