"""The lines of an import: one document per record of the feed, with what became of it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from pymongo import ASCENDING, IndexModel

from towpath_directory.feeds.records import Record

IMPORTS = "imports"
LINES = "import_records"


class Outcome(StrEnum):
    """What became of a record. Every record has exactly one in the end, so that the counts add up to the feed."""

    TAKEN = "taken"
    MENDED = "mended"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


PUBLISHED = (Outcome.TAKEN.value, Outcome.MENDED.value, Outcome.UNCHANGED.value)
"""The outcomes of records whose listing stands in the directory as the feed has it."""


class State(StrEnum):
    """Where an import stands."""

    RECEIVING = "receiving"
    RUNNING = "running"
    DONE = "done"
    ABANDONED = "abandoned"


def line_indexes(retention_days: int) -> tuple[IndexModel, ...]:
    """Return the indexes of the lines; the lines, with the records as they came, go after the retention."""
    return (
        IndexModel([("import", ASCENDING), ("position", ASCENDING)], name="line"),
        IndexModel([("import", ASCENDING), ("outcome", ASCENDING), ("position", ASCENDING)], name="outcome"),
        IndexModel([("listing", ASCENDING), ("import", ASCENDING)], name="of-listing"),
        IndexModel(
            [("import", ASCENDING), ("position", ASCENDING)],
            name="pending",
            partialFilterExpression={"pending": True},
        ),
        IndexModel([("at", ASCENDING)], name="retention", expireAfterSeconds=retention_days * 86_400),
    )


def line(
    record: Record, import_id: str, attempt: str, at: datetime, grade: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the document of a record that has just come; ``grade`` is that of a listing that is known to be it."""
    document: dict[str, Any] = {
        "_id": f"{attempt}:{record.position:08d}",
        "import": import_id,
        "attempt": attempt,
        "at": at,
        "position": record.position,
        "document": record.document,
        "shape": record.shape.value,
        "given": record.given,
    }
    if record.known is not None:
        reason = {"code": "not-fetched-again", "field": ""}
        same = {"outcome": Outcome.UNCHANGED.value, "reasons": [reason], "listing": record.known}
        return document | same | ({} if grade is None else {"grade": grade})
    if record.refusal is None:
        return document | {"pending": True, "text": record.text}
    reason = {"code": record.refusal.code, "field": record.refusal.field}
    return document | {"outcome": Outcome.REFUSED.value, "reasons": [reason]}


def settled(
    outcome: Outcome, reasons: Iterable[tuple[str, str]], *, listing: str | None = None, content: str | None = None
) -> dict[str, Any]:
    """Return the update that gives a line its outcome, once and for all."""
    found = [{"code": code, "field": field} for code, field in reasons]
    fields: dict[str, Any] = {"outcome": outcome.value, "reasons": found}
    if listing is not None:
        fields["listing"] = listing
    if content is not None:
        fields["content"] = content
    return {"$set": fields, "$unset": {"pending": ""}}


def refused(code: str, field: str) -> dict[str, Any]:
    """Return the update for a record that is not taken."""
    return settled(Outcome.REFUSED, [(code, field)])
