"""Documents of suggestions, and their words beside them."""

from typing import Any

from pydantic import TypeAdapter
from pymongo import ASCENDING, IndexModel

from towpath_directory.suggestions.decide import decide, evolve
from towpath_directory.suggestions.model import Suggestion
from towpath_runtime.aggregate import Aggregate

Document = dict[str, Any]

SUGGESTIONS = "suggestion"

SUGGESTION_INDEXES = (
    IndexModel([("reference", ASCENDING)], name="reference", unique=True),
    IndexModel([("state", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="state"),
    IndexModel([("service", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="service"),
)

_SUGGESTION: TypeAdapter[Suggestion] = TypeAdapter(Suggestion)


def suggestions() -> Aggregate[Suggestion]:
    """Return what decides on a suggestion, by its id."""
    return Aggregate(
        name=SUGGESTIONS,
        decide=decide,
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        indexes=SUGGESTION_INDEXES,
    )


def to_document(state: Suggestion) -> Document:
    """Return what is kept of a suggestion."""
    kept: Document = _SUGGESTION.dump_python(state, mode="json", exclude_none=True)
    return kept | {"at": state.at}


def from_document(document: Document) -> Suggestion:
    """Read a suggestion."""
    return _SUGGESTION.validate_python({"service": None} | document)
