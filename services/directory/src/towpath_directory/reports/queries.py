"""What is read for reports. Nothing here writes, and what is counted is counted from the lines themselves."""

from typing import Any

from towpath_directory.duplicates.model import State as Proposed
from towpath_directory.duplicates.refusals import ListingMerged
from towpath_directory.duplicates.store import DUPLICATES
from towpath_directory.imports.lines import LINES, Outcome
from towpath_directory.imports.queries import ImportQueries
from towpath_directory.reports.findings import EXAMPLES, REFUSED, example, grouped, judged, letters, read_by, tasks
from towpath_directory.reports.views import Doubles, Lost, Report
from towpath_directory.sources.store import CARRIED, MISSING, RUNS
from towpath_runtime.mongo import Database, translated

Document = dict[str, Any]


class ReportQueries:
    """The queries of the report on an import. All raise Away, and ImportNotFound."""

    def __init__(self, database: Database, imports: ImportQueries) -> None:
        self._imports = imports
        self._lines = database[LINES]
        self._proposals = database[DUPLICATES]
        self._runs = database[RUNS]
        self._carried = database[CARRIED]

    async def report(self, import_id: str) -> Report:
        """Return the report on an import, as far as it is."""
        view, found = await self._imports.found(import_id)
        lines: list[Document] = [
            {"$match": {"import": import_id, "attempt": found["attempt"]}},
            {"$sort": {"position": 1}},
        ]
        reasons = [*lines, {"$unwind": "$reasons"}]
        coded: Document = {"code": "$reasons.code", "field": "$reasons.field"}
        taken = {"$nin": [REFUSED, Outcome.DUPLICATE.value]}
        refused = await self._rows([*reasons, {"$match": {"outcome": REFUSED}}, *grouped(coded)])
        once = {
            "$set": {"codes": {"$setUnion": ["$reasons.code", []]}}
        }  # a record is counted once, in however many fields
        mended = await self._rows(
            [*lines, {"$match": {"outcome": taken}}, once, {"$unwind": "$codes"}, *grouped("$codes")]
        )
        graded = await self._rows([*lines, {"$unwind": "$grade"}, *grouped("$grade.letter")])
        judgements = await self._rows([*lines, {"$unwind": "$grade.reasons"}, *grouped("$grade.reasons")])
        refusals, quality = [read_by(row) for row in refused], [judged(row) for row in judgements]
        grades = letters(graded)
        return Report(
            **view.model_dump(exclude={"shapes", "reasons", "source"}),
            graded=sum(grades.values()),
            grades=grades,
            first=tasks(refusals, quality),
            refused=refusals,
            quality=quality,
            mended=[read_by(row | {"_id": {"code": row["_id"], "field": ""}}) for row in mended],
            duplicates=await self._doubles(lines, view.publisher),
            lost=await self._lost(import_id, found.get("source")),
        )

    async def _doubles(self, lines: list[Document], publisher: str) -> Doubles:
        merged = {"$in": [ListingMerged.code, "$reasons.code"]}
        rows = await self._rows([*lines, {"$match": {"outcome": Outcome.DUPLICATE.value}}, *grouped(merged)])
        counts = {row["_id"]: row["count"] for row in rows}
        return Doubles(
            repeated=counts.get(False, 0),
            merged=counts.get(True, 0),
            likely=await self.likely(publisher),
            examples=[example(one) for row in rows for one in row["some"]],
        )

    async def likely(self, publisher: str) -> int:
        """Return how many pairs with a listing of a publisher wait for a curator."""
        with translated():
            wanted = {"publishers": publisher, "state": Proposed.PROPOSED.value}
            return await self._proposals.count_documents(wanted)

    async def _lost(self, run: str, source: str | None) -> Lost | None:
        if source is None:
            return None
        with translated():
            ran = await self._runs.find_one({"_id": run}) or {}
            missing = self._carried.find({"source": source, "state": MISSING}).sort("_id", 1).limit(EXAMPLES)
            examples = [example({"listing": row["listing"], "given": row["given"]}) async for row in missing]
        return Lost(source=source, examples=examples, **{name: ran[name] for name in _FIGURES if name in ran})

    async def _rows(self, stages: list[Document]) -> list[Document]:
        with translated():
            return [row async for row in await self._lines.aggregate(stages)]


_FIGURES = ("ending", "gone", "missing", "withdrawn")
