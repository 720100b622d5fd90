"""Parking: a record that cannot be handled waits, and so do all that come after it with the same key.

A lane is open while something is parked in it. Every write to a lane carries the version of its park, so that a
consumer which adds to a lane and an operator who empties it can never miss each other. The version also gives each
letter its place in the lane: the clocks of two consumers are no order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pymongo import InsertOne, UpdateOne

from towpath_runtime.aggregate import Document
from towpath_runtime.errors import Poison
from towpath_runtime.letter import Status
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import letter_row

WAITS = Poison("waits-behind-parked")
MOST_OF_A_BATCH = 1_000_000


@dataclass(slots=True)
class Parking:
    """What one batch parks. ``lanes`` are those that were open when it was read."""

    lanes: Mapping[str, int]
    opened: set[str] = field(default_factory=set)
    parked: list[tuple[Unit, Status, Poison]] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)

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
        if (letter_id := unit.letter.id) in self._ids:
            return  # the same record twice in one batch
        self._ids.add(letter_id)
        status = Status.WAITING if error is None else Status.PARKED
        self.parked.append((unit, status, error or WAITS))
        if unit.letter.lane not in self.lanes:
            self.opened.add(unit.letter.lane)

    def letter_writes(self, known: Mapping[str, str]) -> list[UpdateOne]:
        """Return the writes of the letters, in order. Of those ``known`` (status by id), one resolved before is
        reopened.
        """
        writes = []
        for order, (unit, status, error) in enumerate(self.parked):
            assert unit.letter is not None
            earlier = known.get(unit.letter.id)
            place = (self.lanes.get(unit.letter.lane, 0) + 1) * MOST_OF_A_BATCH + order
            if earlier is None:
                writes.append(unit.letter.parked(status, error, place))
            elif earlier == Status.RETRIED.value:
                again = {"status": status.value, "reason": error.code, "place": place}
                writes.append(UpdateOne({"_id": unit.letter.id}, {"$set": again}))
        return writes

    def lane_writes(self) -> list[InsertOne[Document] | UpdateOne]:
        """Return the writes of the parks, each of which must find its own as it was read, or find none."""
        touched = sorted({unit.letter.lane for unit, _, _ in self.parked if unit.letter is not None})
        return [
            UpdateOne({"_id": lane, "version": self.lanes[lane]}, {"$inc": {"version": 1}})
            if lane in self.lanes
            else InsertOne({"_id": lane, "open": True, "version": 1})
            for lane in touched
        ]

    def rows(self, topic: str, known: Iterable[str]) -> list[Document]:
        """Return the outbox rows that tell the dead-letter topic."""
        seen = set(known)
        return [
            letter_row(unit, topic, error)
            for unit, _, error in self.parked
            if unit.letter is not None and unit.letter.id not in seen
        ]
