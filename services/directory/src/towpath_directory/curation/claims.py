"""The documents of claims: one each, beside the entry that decides on them, so that they can be listed."""

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_directory.commands import By
from towpath_directory.curation.model import Claim
from towpath_directory.model import Entry
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Write

Document = dict[str, Any]

CLAIMS = "claims"
WAITING, GRANTED, REFUSED = "waiting", "granted", "refused"

CLAIM_INDEXES = (
    IndexModel([("service", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="service"),
    IndexModel(
        [("disputed", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)],
        name="waiting",
        partialFilterExpression={"state": WAITING},
    ),
)


def claims(change: Change[Entry]) -> Iterable[Write]:
    """Bring the documents of a listing's claims along with it."""
    before, after = change.before or Entry(), change.after or Entry()
    if before.claims == after.claims:
        return
    known = {claim.id: claim for claim in before.claims}
    waiting = {claim.id: claim for claim in after.claims}
    for key, claim in waiting.items():
        if key not in known:
            yield _write(key, {"$setOnInsert": _document(change.key, claim)})
        elif claim != known[key]:
            yield _write(key, {"$set": {"disputed": claim.disputed}})
    by = getattr(change.message.body, "by", None)
    for key in known.keys() - waiting.keys():
        granted = known[key].organisation == after.owner
        settled: Document = {"state": GRANTED if granted else REFUSED, "settled": change.now}
        if isinstance(by, By):
            settled |= {"by": by.name, "reason": by.reason}
        yield _write(key, {"$set": settled})


def _document(service: str, claim: Claim) -> Document:
    found: Document = {
        "service": service,
        "organisation": claim.organisation,
        "kind": claim.kind,
        "evidence": list(claim.evidence),
        "at": claim.at,
        "disputed": claim.disputed,
        "state": WAITING,
    }
    return found if claim.shown is None else found | {"shown": claim.shown}


def _write(key: str, update: Document) -> Write:
    return Write(CLAIMS, UpdateOne({"_id": key}, update, upsert=True))
