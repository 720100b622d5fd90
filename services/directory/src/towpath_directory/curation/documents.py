"""What an entry's document keeps of curation."""

from typing import Any

from pydantic import TypeAdapter
from pymongo import ASCENDING, IndexModel

from towpath_directory.curation.model import Claim, Draft, Record
from towpath_directory.curation.state import state_of
from towpath_directory.model import Entry

Document = dict[str, Any]

UNLISTED = "unlisted"
"""The mark of an entry that was never published: it is neither in the directory nor withdrawn from it."""

CURATION_INDEXES = (
    IndexModel([("state", ASCENDING), ("_id", ASCENDING)], name="state"),
    IndexModel(
        [("draft.state", ASCENDING), ("draft.since", ASCENDING), ("_id", ASCENDING)],
        name="draft",
        partialFilterExpression={"draft.state": {"$exists": True}},
    ),
    IndexModel(
        [("record.since", ASCENDING), ("_id", ASCENDING)],
        name="record",
        partialFilterExpression={"record.since": {"$exists": True}},
    ),
    IndexModel([("owner", ASCENDING), ("_id", ASCENDING)], name="owner", sparse=True),
)

_DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
_CLAIMS: TypeAdapter[tuple[Claim, ...]] = TypeAdapter(tuple[Claim, ...])
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def curation_document(entry: Entry) -> Document:
    """Return what is kept of an entry's draft, owner, claims and record, and its state for those who list it."""
    kept: Document = {}
    if (state := state_of(entry)) is not None:
        kept["state"] = state.value
    if not entry.listed and entry.listing is None:
        kept[UNLISTED] = True
    if entry.drafts:
        kept["drafts"] = entry.drafts
    if entry.draft is not None:
        kept["draft"] = _dumped(_DRAFT, entry.draft) | {"since": entry.draft.since}
    if entry.owner is not None:
        kept["owner"] = entry.owner
    if entry.claims:
        kept["claims"] = _dumped(_CLAIMS, entry.claims)
    if entry.record is not None:
        kept["record"] = _dumped(_RECORD, entry.record)
        if entry.record.since is not None:
            kept["record"]["since"] = entry.record.since
    return kept


def curation_from(document: Document) -> Document:
    """Return the fields of an entry that are of curation."""
    return {
        "listed": UNLISTED not in document,
        "drafts": document.get("drafts", 0),
        "draft": _DRAFT.validate_python(document["draft"]) if "draft" in document else None,
        "owner": document.get("owner"),
        "claims": _CLAIMS.validate_python(document["claims"]) if "claims" in document else (),
        "record": _RECORD.validate_python(document["record"]) if "record" in document else None,
    }


def _dumped(adapter: TypeAdapter[Any], value: object) -> Any:
    return adapter.dump_python(value, mode="json", exclude_defaults=True)
