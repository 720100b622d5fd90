"""The client, the runtime's own collections, and what an error of the driver means."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bson.errors import BSONError
from pymongo import ASCENDING, AsyncMongoClient, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, DocumentTooLarge, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from towpath_runtime.errors import Away, Conflict

INBOX = "inbox"
OUTBOX = "outbox"
LEASES = "leases"
DEADLETTERS = "deadletters"
PARKS = "parks"

Database = AsyncDatabase[dict[str, Any]]

DUPLICATE_KEY = 11000
_CONFLICTS = {112, 251, 225, 244, DUPLICATE_KEY}  # write conflict, no such transaction, too old, aborted, duplicate key
_UNSTORABLE = {2, 10334, 17280, 17419, 257, 398, 15, 16, 52, 55, 57}  # bad value, too large, a forbidden field name


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
        ],
        DEADLETTERS: [
            IndexModel([("lane", ASCENDING), ("order", ASCENDING)], name="lane"),
            IndexModel([("status", ASCENDING), ("at", ASCENDING)], name="status"),
        ],
        PARKS: [IndexModel([("open", ASCENDING)], name="open", partialFilterExpression={"open": True})],
    }


def _codes(error: OperationFailure) -> set[int]:
    details = error.details or {}
    found = {entry.get("code", 0) for entry in details.get("writeErrors", ())}
    return found | {error.code or 0}


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
        if codes & _UNSTORABLE:
            raise Unstorable from None
        raise Away("mongodb") from None
    except PyMongoError:
        raise Away("mongodb") from None
