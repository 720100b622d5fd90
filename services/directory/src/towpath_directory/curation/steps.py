"""Who did what to a listing when and why: one row per step, written in the transaction of the step, never changed."""

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_directory.commands import By
from towpath_directory.curation.commands import ChangeOwner, MakeClaim, SettleClaim, SettleConflict, Step
from towpath_directory.curation.model import Draft
from towpath_directory.curation.state import state_of
from towpath_directory.curation.transitions import BY_STEP, POLICY
from towpath_directory.model import Entry
from towpath_runtime.aggregate import Change
from towpath_runtime.ids import derive
from towpath_runtime.message import Write

Document = dict[str, Any]

STEPS = "curation_steps"
STEP_INDEXES = (IndexModel([("service", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="service"),)

FRESHNESS = By(POLICY, "freshness")
"""Who lets a listing fall due or go stale."""


def step_id(message: str, service: str) -> str:
    """Return the id of the step that a message takes on a listing; the words of whoever took it have the same."""
    return derive(message, f"step/{service}")


def steps(change: Change[Entry]) -> Iterable[Write]:
    """Write the row of a step, if the message changed anything.

    What a publisher or an import changed is a version of the listing and told there.
    """
    before, after = change.before or Entry(), change.after or Entry()
    if before == after:
        return
    was, now_is = state_of(before), state_of(after)
    match change.message.body:
        case Step() as asked:
            name, by, about = asked.step, asked.by, _about(asked)
        case SettleConflict(by=by, take=take):
            name, about = "settle-conflict", {"fields": list(take)}
        case MakeClaim(by=by) as claim:
            name, about = "claim", {"claim": claim.id, "organisation": claim.organisation}
        case SettleClaim(by=by) as word:
            name, about = "grant-claim" if word.granted else "refuse-claim", {"claim": word.id}
        case ChangeOwner(by=by, to=to):
            name = "change-owner" if before.owner != after.owner else "ask-to-change-owner"
            about = {} if to is None else {"organisation": to}
        case _ if was is not now_is and before.listing == after.listing:
            name, by, about = "fall-due" if now_is == "due-for-review" else "go-stale", FRESHNESS, {}
            name = "assure" if now_is == "published" else name
        case _:
            return
    row: Document = {
        "service": change.key,
        "at": change.now,
        "message": change.message.id,
        "step": name,
        "kind": by.kind,
        "name": by.name,
        "reason": by.reason or _reason(change.message.body),
        "state": _pair(was, now_is),
        "draft": _pair(_state(before.draft), _state(after.draft)),
        **about,
    }
    kept = {key: value for key, value in row.items() if value is not None}
    key = step_id(change.message.id, change.key)
    yield Write(STEPS, UpdateOne({"_id": key}, {"$setOnInsert": kept}, upsert=True))


def _about(asked: Step) -> Document:
    found = {"suggestion": getattr(asked, "suggestion", None), "to": getattr(asked, "to", None)}
    return {name: value for name, value in found.items() if value is not None}


def _state(draft: Draft | None) -> str | None:
    return None if draft is None else draft.state.value


def _reason(asked: object) -> str | None:
    """Return the reason that the table gives where the asker gave none."""
    return BY_STEP[asked.step].reasons[0] if isinstance(asked, Step) else None


def _pair(before: str | None, after: str | None) -> list[str | None] | None:
    return [before, after] if before != after or before is not None else None
