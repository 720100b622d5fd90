"""Parking: a record that cannot be handled waits, and so do all that come after it with the same key.

A lane is open while something is parked in it. Every write to a lane carries the version of its park, so that a consumer
which adds to a lane and an operator who empties it can never miss each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pymongo import UpdateOne

from towpath_runtime.aggregate import Document
from towpath_runtime.errors import Poison
from towpath_runtime.letter import Status
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import letter_row

WAITS = Poison("waits-behind-parked")


@dataclass(slots=True)
class Parking:
    """What one batch parks. ``lanes`` are those that were open when it was read."""

    lanes: Mapping[str, int]
    opened: dict[str, int] = field(default_factory=dict)
    parked: list[tuple[Unit, Status, Poison]] = field(default_factory=list)

    def is_closed_to(self, unit: Unit) -> bool:
        """Whether this unit has to wait behind one that is parked."""
        letter = unit.letter
        return (
            letter is not None and unit.resolves is None and (letter.lane in self.lanes or letter.lane in self.opened)
        )

    def park(self, unit: Unit, error: Poison | None = None) -> None:
        """Park a unit: with an error it is the one that failed, without one it waits."""
        assert unit.letter is not None
        unit.parked = True
        status = Status.WAITING if error is None else Status.PARKED
        self.parked.append((unit, status, error or WAITS))
        if unit.letter.lane not in self.lanes:
            self.opened[unit.letter.lane] = 1

    def letter_writes(self, known: Mapping[str, str]) -> list[UpdateOne]:
        """Return the writes of the letters, in order. Of those ``known`` (status by id), one resolved before is reopened."""
        writes = []
        for order, (unit, status, error) in enumerate(self.parked):
            assert unit.letter is not None
            earlier = known.get(unit.letter.id)
            if earlier is None:
                writes.append(unit.letter.parked(status, error, order))
            elif earlier == Status.RETRIED.value:
                again = {"status": status.value, "reason": error.code}
                writes.append(UpdateOne({"_id": unit.letter.id}, {"$set": again}))
        return writes

    def lane_writes(self) -> tuple[list[UpdateOne], int]:
        """Return the writes of the parks and how many of them must find theirs open."""
        touched = {unit.letter.lane for unit, _, _ in self.parked if unit.letter is not None}
        writes = [
            UpdateOne({"_id": lane}, {"$set": {"open": True}, "$inc": {"version": 1}}, upsert=True)
            for lane in sorted(touched - self.lanes.keys())
        ]
        waiting = sorted(touched & self.lanes.keys())
        writes += [UpdateOne({"_id": lane, "open": True}, {"$inc": {"version": 1}}) for lane in waiting]
        return writes, len(waiting)

    def rows(self, topic: str, known: Iterable[str]) -> list[Document]:
        """Return the outbox rows that tell the dead-letter topic."""
        seen = set(known)
        return [
            letter_row(unit, topic, error)
            for unit, _, error in self.parked
            if unit.letter is not None and unit.letter.id not in seen
        ]
