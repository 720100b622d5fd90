"""The client, the runtime's own collections, and what an error of the driver means."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bson.errors import BSONError
from pymongo import ASCENDING, AsyncMongoClient, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, DocumentTooLarge, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from towpath_runtime.errors import Away, Conflict, Taken

INBOX = "inbox"
OUTBOX = "outbox"
LEASES = "leases"
DEADLETTERS = "deadletters"
PARKS = "parks"

Database = AsyncDatabase[dict[str, Any]]

DUPLICATE_KEY = 11000
_CONFLICTS = {112, 251, 225, 244}  # write conflict, no such transaction, too old, aborted
_UNSTORABLE = {
    *(2, 9, 14, 28, 40, 54, 56, 66, 121),  # a value or an update that the server refuses, or the collection's validator
    *(10334, 17280, 17419, 257, 398),  # too large
    *(15, 16, 52, 55, 57),  # a forbidden field name
    *(171, 16755, 16756),  # what an index cannot hold: parallel arrays, a place that is none
}
_INDEX_DIFFERS = {85, 86}
_COLLECTION_EXISTS = 48


class Unstorable(Exception):
    """The database will never take this batch: something in it is too large or cannot be written as BSON."""


def connect(uri: str) -> AsyncMongoClient[dict[str, Any]]:
    """Return a client whose writes are durable when acknowledged and whose every wait is bounded (seconds below)."""
    return AsyncMongoClient(
        uri,
        tz_aware=True,
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=10_000,
        retryWrites=True,
        retryReads=True,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        appname="towpath",
    )


def database(client: AsyncMongoClient[dict[str, Any]], name: str) -> Database:
    """Return the service's database: majority reads and writes."""
    return client.get_database(
        name, read_concern=ReadConcern("majority"), write_concern=WriteConcern(w="majority", j=True)
    )


def runtime_indexes(retention_days: int) -> dict[str, list[IndexModel]]:
    """Return the indexes of the runtime's collections. Inbox marks outlive the topics by five days."""
    day = 86_400
    return {
        INBOX: [IndexModel([("at", ASCENDING)], name="retention", expireAfterSeconds=(retention_days + 5) * day)],
        OUTBOX: [
            IndexModel([("stamp", ASCENDING)], name="pending", partialFilterExpression={"pending": True}),
            IndexModel([("published_at", ASCENDING)], name="retention", expireAfterSeconds=retention_days * day),
            IndexModel(
                [("topic", ASCENDING), ("key", ASCENDING), ("stamp", ASCENDING)],
                name="compacted",
                partialFilterExpression={"compacted": True},
            ),
            IndexModel(
                [("unpublishable", ASCENDING)],
                name="unpublishable",
                partialFilterExpression={"unpublishable": {"$exists": True}},
            ),
        ],
        DEADLETTERS: [
            IndexModel([("lane", ASCENDING), ("place", ASCENDING)], name="place"),
            IndexModel([("status", ASCENDING), ("at", ASCENDING)], name="status"),
        ],
        PARKS: [IndexModel([("open", ASCENDING)], name="open", partialFilterExpression={"open": True})],
    }


async def ensure_collection(database: Database, name: str) -> None:
    """Create a collection, unless it is there or another process is faster. Raises Away."""
    with translated():
        try:
            await database.create_collection(name, check_exists=False)
        except OperationFailure as error:
            if error.code != _COLLECTION_EXISTS:
                raise


async def ensure_indexes(database: Database, indexes: Mapping[str, Sequence[IndexModel]]) -> None:
    """Create indexes; one that is there in another form, such as with another retention, is made anew. Raises Away."""
    with translated():
        for collection, models in indexes.items():
            try:
                await database[collection].create_indexes(list(models))
            except OperationFailure as error:
                if error.code not in _INDEX_DIFFERS:
                    raise
                for model in models:
                    await _replace_index(database, collection, model)


async def _replace_index(database: Database, collection: str, model: IndexModel) -> None:
    try:
        await database[collection].create_indexes([model])
    except OperationFailure as error:
        if error.code not in _INDEX_DIFFERS:
            raise
        wanted = model.document
        async for index in await database[collection].list_indexes():
            if index["name"] == wanted["name"] or index["key"] == wanted["key"]:
                await database[collection].drop_index(index["name"])
        await database[collection].create_indexes([model])


def _codes(error: OperationFailure) -> set[int]:
    details = error.details or {}
    found = {entry.get("code", 0) for entry in details.get("writeErrors", ())}
    return found | {error.code or 0}


def _by_id(error: OperationFailure) -> bool:
    """Whether a duplicate is one of ids, which may be a race, and not of some other unique value."""
    details = error.details or {}
    faults = details.get("writeErrors") or [details]
    return all(fault.get("keyPattern", {"_id": 1}) == {"_id": 1} for fault in faults)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into `Conflict`, `Unstorable` or `Away`, without their text, which can quote values."""
    try:
        yield
    except (BSONError, DocumentTooLarge, OverflowError):
        raise Unstorable from None
    except ConnectionFailure:
        raise Away("mongodb") from None
    except OperationFailure as error:
        codes = _codes(error)
        if codes & _CONFLICTS:
            raise Conflict from None
        if DUPLICATE_KEY in codes:
            raise (Taken if _by_id(error) else Unstorable) from None
        if codes & _UNSTORABLE:
            raise Unstorable from None
        raise Away("mongodb") from None
    except PyMongoError:
        raise Away("mongodb") from None
