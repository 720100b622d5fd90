"""Searching for duplicates in the background: what changed is compared with what has a key in common with it.

Batch by batch, and wherever it is cut off it goes on: a mark is taken away after the proposals are kept, and the same
mark makes the same proposals, with the same ids.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import UpdateOne

from towpath_directory.commands import By
from towpath_directory.duplicates.decide import Dismiss, KeptLeft, Propose
from towpath_directory.duplicates.keys import asked, narrower
from towpath_directory.duplicates.likeness import FRESH, LIKENESS, MADE, forget, made
from towpath_directory.duplicates.merging import Release, StandIn
from towpath_directory.duplicates.model import State
from towpath_directory.duplicates.score import Comparison, compare
from towpath_directory.duplicates.sketch import Sketch, from_document
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.duplicates.store import from_document as proposal_from_document
from towpath_directory.duplicates.weights import Weights, weights
from towpath_directory.store import ENTRIES
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.ids import derive
from towpath_runtime.logs import Log
from towpath_runtime.message import Message
from towpath_runtime.mongo import Database, translated
from towpath_runtime.path import BatchPath
from towpath_runtime.unit import Unit

Document = dict[str, Any]
Wide = Callable[[int, bool], None]


def pair_id(services: tuple[str, str]) -> str:
    """Return the id of a pair: the same for the same two listings, whichever comes first."""
    return derive("duplicate", "/".join(sorted(services)))


@dataclass(frozen=True, slots=True)
class Block:
    """Who has a key: how many, and who they are where they are not too many (``wide``)."""

    count: int
    services: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether too many have it."""
        return self.count > len(self.services)


class Search:
    """Works through the listings that changed, for who holds the lease. ``compared`` counts pairs of this process.

    ``wide`` is told how many keys of a listing too many have, and whether narrower ones were searched in their place.
    """

    def __init__(self, database: Database, path: BatchPath, batch: int, wide: Wide, log: Log) -> None:
        self._likeness = database[LIKENESS]
        self._duplicates = database[DUPLICATES]
        self._path = path
        self._batch = batch
        self._wide = wide
        self._log = log
        self.compared = 0

    async def tick(self) -> bool:
        """Do one batch. Returns whether there may be more; raises Away."""
        ready = {"$or": [{MADE: made(weights())}, {"sketch": {"$exists": False}}]}
        with translated():
            wanted = {FRESH: {"$exists": True}, **ready}
            fresh = await self._likeness.find(wanted).sort(FRESH, 1).limit(self._batch).to_list()
        if not fresh:
            return False
        likely = await self._likely(fresh)
        messages = [*_proposals(fresh, likely), *await self._dismissals(fresh, likely)]
        for message, result in zip(messages, await self._path.handle(messages), strict=True):
            if isinstance(result, Refused | Poison):
                self._log.error("not-proposed", duplicate=message.key, reason=result.code)
        await self._release(fresh)
        await self._done(fresh)
        return True

    async def _likely(self, fresh: Sequence[Document]) -> dict[str, tuple[Comparison, Document, Document]]:
        """Return the pairs that are alike enough, by their id, each with its two documents."""
        known = weights()
        mine = {one["_id"]: one for one in fresh if "sketch" in one}
        sketches = {service: from_document(one["sketch"], service) for service, one in mine.items()}
        wanted = {service: asked(sketch, known) for service, sketch in sketches.items()}
        blocks = await self._blocks({key for keys in wanted.values() for key in keys}, known)
        await self._narrow(wanted, sketches, blocks, known)
        near = {service: _near(service, keys, blocks) for service, keys in wanted.items()}
        others = {other for found in near.values() for other in found} - mine.keys()
        with translated():
            rows = self._likeness.find({"_id": {"$in": list(others)}, MADE: made(known)}, {"keys": 0})
            everyone = mine | {row["_id"]: row async for row in rows}
        having = {key: block.count for key, block in blocks.items()}
        compared = await asyncio.to_thread(_compared, near, everyone, having, known)
        self.compared += len(compared)
        return {
            pair_id(pair.services): (pair, everyone[pair.services[0]], everyone[pair.services[1]])
            for pair in compared
            if pair.score >= known.threshold
        }

    async def _narrow(
        self,
        wanted: dict[str, tuple[str, ...]],
        sketches: Mapping[str, Sketch],
        blocks: dict[str, Block],
        known: Weights,
    ) -> None:
        """Have narrower keys looked for, too, for the listings of one of whose keys there are too many."""
        wide = {
            service: found
            for service, keys in wanted.items()
            if (found := sum(key in blocks and blocks[key].wide for key in keys))
        }
        closer = {service: narrower(sketches[service], known) for service in wide}
        if wide:
            blocks |= await self._blocks({key for keys in closer.values() for key in keys}, known)
        for service, found in wide.items():
            narrowed = any(key in blocks and not blocks[key].wide for key in closer[service])
            self._wide(found, narrowed)
            wanted[service] += closer[service]

    async def _blocks(self, wanted: set[str], known: Weights) -> dict[str, Block]:
        """Return who has these keys; of a key that too many have, only how many they are."""
        keys = list(wanted)
        first = {"$firstN": {"input": "$_id", "n": known.widest}}
        pipeline: list[Document] = [
            {"$match": {"keys": {"$in": keys}}},
            {"$project": {"keys": 1}},
            {"$unwind": "$keys"},
            {"$match": {"keys": {"$in": keys}}},  # not $setIntersection, which takes 30 times as long
            {"$group": {"_id": "$keys", "count": {"$sum": 1}, "services": first}},
        ]
        with translated():
            rows = await (await self._likeness.aggregate(pipeline)).to_list()
        return {
            row["_id"]: Block(row["count"], tuple(row["services"]) if row["count"] <= known.widest else ())
            for row in rows
        }

    async def _dismissals(self, fresh: Sequence[Document], likely: Iterable[str]) -> list[Message]:
        """Let go of the proposals about what changed that no longer hold."""
        marks = {one["_id"]: one[FRESH] for one in fresh}
        open_ones = {"services": {"$in": list(marks)}, "state": State.PROPOSED.value}
        with translated():
            rows = await self._duplicates.find(open_ones, {"services": 1}).to_list()
            both = {service for row in rows for service in row["services"]} - marks.keys()
            old = {"_id": {"$in": list(both)}, "sketch": {"$exists": True}, MADE: {"$ne": made(weights())}}
            later = {row["_id"] async for row in self._likeness.find(old, {"_id": 1})}
        still = set(likely)
        return [
            _message(row["_id"], Dismiss(), [marks.get(service, "") for service in row["services"]])
            for row in rows
            if row["_id"] not in still and later.isdisjoint(row["services"])  # compared once it is made anew
        ]

    async def _release(self, fresh: Sequence[Document]) -> None:
        """Bring back what was merged into a listing that has left since: its own publisher still gives it."""
        left = {one["_id"]: one[FRESH] for one in fresh if "sketch" not in one}
        merged = {"services": {"$in": list(left)}, "state": State.MERGED.value}
        with translated():
            rows = await self._duplicates.find(merged).to_list() if left else []
        units = [
            Unit(_released(row["_id"], kept, proposal.other, left[kept]))
            for row, proposal in ((row, proposal_from_document(row)) for row in rows)
            if (kept := proposal.kept) in left and kept is not None and proposal.other is not None
        ]
        await self._path.run(units)
        for unit in units:
            if unit.failure is not None:
                self._log.error("not-released", duplicate=unit.messages[0].key, reason=unit.failure.code)

    async def _done(self, fresh: Sequence[Document]) -> None:
        writes = [
            UpdateOne({"_id": one["_id"], FRESH: one[FRESH]}, {"$unset": {FRESH: ""}})
            if "sketch" in one
            else forget(one["_id"], one[FRESH])
            for one in fresh
        ]
        with translated():
            await self._likeness.bulk_write(writes, ordered=False)


def _near(service: str, keys: Iterable[str], blocks: Mapping[str, Block]) -> set[str]:
    found = {other for key in keys if key in blocks for other in blocks[key].services}
    return found - {service}


def _compared(
    near: Mapping[str, set[str]], everyone: Mapping[str, Document], having: Mapping[str, int], known: Weights
) -> list[Comparison]:
    """Compare; two that both changed once."""
    sketches: dict[str, Sketch] = {}

    def sketch(service: str) -> Sketch:
        if service not in sketches:
            sketches[service] = from_document(everyone[service]["sketch"], service)
        return sketches[service]

    pairs = {(min(one, other), max(one, other)) for one, others in near.items() for other in others & everyone.keys()}
    return [compare(sketch(one), sketch(other), known, having) for one, other in sorted(pairs)]


def _proposals(
    fresh: Sequence[Document], likely: Mapping[str, tuple[Comparison, Document, Document]]
) -> Iterable[Message]:
    marks = {one["_id"]: one[FRESH] for one in fresh}
    for key, (pair, first, second) in likely.items():
        publishers = (first["sketch"]["publisher"], second["sketch"]["publisher"])
        yield _message(key, Propose(pair, publishers), [marks.get(service, "") for service in pair.services])


def _released(key: str, kept: str, other: str, mark: str) -> tuple[Message, ...]:
    cause = derive(mark, f"{key}/released")
    return (
        Message(id=cause, aggregate=DUPLICATES, key=key, body=KeptLeft(kept), correlation=key),
        Message(
            id=cause,
            aggregate=ENTRIES,
            key=other,
            body=Release(kept, By("merge", "directory", "kept-one-left")),
            correlation=key,
        ),
        Message(id=cause, aggregate=ENTRIES, key=kept, body=StandIn(other, ended=True), correlation=key),
    )


def _message(key: str, body: Propose | Dismiss, marks: Sequence[str]) -> Message:
    return Message(
        id=derive(" ".join(marks), f"{key}/{type(body).__name__}"),
        aggregate=DUPLICATES,
        key=key,
        body=body,
        correlation=key,
    )
