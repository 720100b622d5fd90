"""Where a listing stands, in one word."""

from towpath_contracts.codes import ReviewState
from towpath_directory.curation.model import State
from towpath_directory.model import Entry

IN_DIRECTORY = frozenset((State.PUBLISHED, State.DUE, State.STALE))
"""The states of a listing that anybody can read."""

_BY_REVIEW = {ReviewState.DUE.value: State.DUE, ReviewState.STALE.value: State.STALE}


def state_of(entry: Entry) -> State | None:
    """Return the state of a listing: that of what is published, of a draft where nothing is; None of nothing at all.

    A published listing keeps its state while a change of it is in work: see the draft's own.
    """
    if entry.listing is not None:
        return State.PUBLISHED if entry.review is None else _BY_REVIEW.get(entry.review.state, State.PUBLISHED)
    if entry.draft is not None:
        return entry.draft.state
    return State.WITHDRAWN if entry.listed else None
