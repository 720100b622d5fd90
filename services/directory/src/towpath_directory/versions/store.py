"""The versions of listings as documents: one row per change, in its transaction.

What a listing said is kept with a row only once it says something else: until then the entry has it, and nothing is
kept twice. An entry of 3 kB that changes ten times a year takes 30 kB a year.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from pymongo import ASCENDING, IndexModel, UpdateMany, UpdateOne

from towpath_directory.commands import PublishListing
from towpath_directory.model import Entry, content_hash
from towpath_directory.versions.model import Edition
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

VERSIONS = "listing_versions"
EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)
Document = dict[str, Any]


def version_indexes(retention_days: int) -> tuple[IndexModel, ...]:
    """Return the indexes of the versions. One that was superseded goes after the retention, the newest never."""
    return (
        IndexModel([("service", ASCENDING), ("number", ASCENDING)], name="version"),
        IndexModel([("superseded", ASCENDING)], name="retention", expireAfterSeconds=retention_days * 86_400),
    )


def edition_document(entry: Entry) -> Document:
    """Return what is kept of an entry's edition."""
    return {} if entry.edition is None else {"edition": plain(entry.edition)}


def edition_from(document: Document) -> Edition | None:
    """Read the edition of an entry."""
    return EDITION.validate_python(document["edition"]) if "edition" in document else None


def plain(edition: Edition) -> Document:
    """Return an edition as BSON holds it."""
    kept: Document = EDITION.dump_python(edition, mode="json", exclude_defaults=True)
    return kept | {"at": edition.at}


def row_id(service: str, number: int) -> str:
    """Return the id of the row of a version."""
    return f"{service}:{number:08d}"


def versions(change: Change[Entry]) -> Iterable[Write]:
    """Write the row of a new version, and into that of the one before what it said."""
    edition = None if change.after is None else change.after.edition
    known = None if change.before is None else change.before.edition
    if edition is None or edition == known:
        return
    if edition.number > 1:
        yield Write(VERSIONS, _superseded(change, edition.number - 1))
    yield Write(VERSIONS, UpdateOne({"_id": row_id(change.key, edition.number)}, {"$set": _row(change, edition)}, True))
    if edition.concealed:
        earlier = {"service": change.key, "number": {"$lt": edition.number}}
        gone = {"$unset": {"listing": "", "hash": ""}, "$set": {"concealed": True}}
        yield Write(VERSIONS, UpdateMany(earlier, gone))


def _superseded(change: Change[Entry], number: int) -> UpdateOne:
    before = None if change.before is None else change.before.listing
    fields: Document = {"superseded": change.now, "service": change.key, "number": number}
    if before is not None:
        fields["listing"] = before.model_dump(mode="json", exclude_defaults=True)
        fields["hash"] = content_hash(before)
    return UpdateOne({"_id": row_id(change.key, number)}, {"$set": fields}, upsert=True)


def _row(change: Change[Entry], edition: Edition) -> Document:
    row = plain(edition) | {"service": change.key, "cause": change.message.id}
    row.pop("concealed", None)
    asked, listing = change.message.body, None if change.after is None else change.after.listing
    if isinstance(asked, PublishListing) and asked.line is not None and change.message.causation is not None:
        row["import"] = change.message.causation
    if listing is not None:
        row["hash"] = content_hash(listing)
    return row
