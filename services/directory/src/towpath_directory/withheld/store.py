"""Where what was sent of confidential places is kept: in a collection of its own that nothing reads for an answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateMany, UpdateOne

from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.curation.commands import Save, Suggest, TakeIn
from towpath_directory.imports.lines import LINES
from towpath_directory.model import Entry
from towpath_directory.withheld.listing import Fields, withheld
from towpath_runtime.aggregate import Change
from towpath_runtime.ids import derive
from towpath_runtime.message import Write
from towpath_runtime.mongo import OUTBOX

PLACES = "confidential_place"
LONG_AGO = datetime.fromisoformat("1970-01-02T00:00:00+00:00")


def place_indexes(retention_days: int) -> tuple[IndexModel, ...]:
    """Return the indexes. What a feed sent goes so long after it was sent last, as the lines of its import do."""
    return (
        IndexModel([("service", ASCENDING)], name="service"),
        IndexModel([("sent_by_feed", ASCENDING)], name="retention", expireAfterSeconds=retention_days * 86_400),
    )


def places_of_feed(publisher: str, given: str, places: Sequence[Any], at: datetime) -> list[UpdateOne]:
    """Return the writes that keep what a feed sent of the places of a record; ``changed`` is when it last changed."""
    return [
        _kept(derive(f"{publisher}/{given}", str(number)), place, at, {"publisher": publisher, "given": given})
        for number, place in enumerate(places)
    ]


def confidential_places(change: Change[Entry]) -> Iterable[Write]:
    """Keep what was sent of a place, and let go of what was kept openly of one that is confidential from now on."""
    for number, place in enumerate(_sent(change)):
        write = _kept(derive(change.key, f"sent/{number}"), place, change.now, {"service": change.key})
        yield Write(PLACES, write)
    edition = None if change.after is None else change.after.edition
    known = None if change.before is None else change.before.edition
    if edition is not None and edition != known and edition.concealed:
        yield Write(LINES, UpdateMany({"listing": change.key}, {"$unset": {"text": ""}}))
        # the states before it, which the relay has published already: the next look of the server takes them away
        older = {"compacted": True, "key": change.key, "pending": {"$exists": False}}
        yield Write(OUTBOX, UpdateMany(older, {"$set": {"published_at": LONG_AGO}}))


def _sent(change: Change[Entry]) -> Sequence[Fields]:
    match change.message.body:
        case PublishListing(listing=Listing() as listing) if any(place.confidential for place in listing.locations):
            return withheld(listing.model_dump(mode="json", exclude_defaults=True), change.key).places
        case Save(fields=fields) | Suggest(fields=fields) | TakeIn(fields=fields):
            return withheld(fields, change.key).places
    return ()


def _kept(key: str, place: Any, at: datetime, beside: dict[str, Any]) -> UpdateOne:
    sent = {"$literal": dict(place)}
    since = {"$cond": [{"$eq": ["$place", sent]}, {"$ifNull": ["$changed", at]}, at]}
    fields = {"place": sent, "changed": since} | {name: {"$literal": value} for name, value in beside.items()}
    if "publisher" in beside:
        fields["sent_by_feed"] = at
    return UpdateOne({"_id": key}, [{"$set": fields}], upsert=True)
