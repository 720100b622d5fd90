"""Findings: counted in the database, worded here, and put in the order in which they are worth mending."""

import re
from collections.abc import Iterable
from typing import Any

from towpath_directory.feeds.scale import LETTERS, scale
from towpath_directory.imports.lines import Outcome
from towpath_directory.imports.views import words_of
from towpath_directory.reports.views import Example, Finding, Task

EXAMPLES = 5
FIRST = 7
"""What a curator is told to begin with: more than a handful is no beginning."""

Document = dict[str, Any]

_ID = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9._:/-]{1,64}")
"""The form of an id: what has no digit, or a blank or an @ in it, may be a name."""

RECORD = {"position": "$position", "listing": "$listing", "given": "$given"}
LISTING = {"listing": "$_id"}


def grouped(by: Document | str, record: Document = RECORD) -> list[Document]:
    """Return the stages that count records by something, with some of them, in the order in which they come."""
    some = {"$firstN": {"input": record, "n": EXAMPLES}}
    return [
        {"$group": {"_id": by, "count": {"$sum": 1}, "some": some}},
        {"$sort": {"count": -1, "_id": 1}},
    ]


def example(found: Document) -> Example:
    """Return a record by what names it."""
    given = found.get("given") or ""
    return Example(
        position=found.get("position"),
        listing=found.get("listing"),
        given=given if _ID.fullmatch(given) else None,
    )


def read_by(row: Document) -> Finding:
    """Return what a reader or a rule found: a mend, or why a record was refused."""
    code = row["_id"]["code"]
    return Finding(
        code=code,
        field=row["_id"]["field"],
        count=row["count"],
        words=words_of(code),
        examples=[example(one) for one in row["some"]],
    )


def judged(row: Document) -> Finding:
    """Return what is wrong with records that were taken."""
    code = row["_id"]
    reason = scale().reasons.get(code)
    return Finding(
        code=code,
        count=row["count"],
        words=code if reason is None else reason.words,
        mend="" if reason is None else reason.mend,
        examples=[example(one) for one in row["some"]],
    )


def tasks(refused: Iterable[Finding], quality: Iterable[Finding]) -> list[Task]:
    """Return what to mend first: what gives back the most points over all records."""
    lost = [_task(found, scale().full, mend=found.words) for found in refused]
    for found in quality:
        reason = scale().reasons.get(found.code)
        lost.append(_task(found, 0 if reason is None else reason.points, mend=found.mend))
    worth = (task for task in lost if task.points)
    return sorted(worth, key=lambda task: (-task.points, task.code))[:FIRST]


def _task(found: Finding, points: int, mend: str) -> Task:
    words = found.words if mend != found.words else f"refused: {found.code}"
    return Task(code=found.code, count=found.count, points=points * found.count, words=words, mend=mend)


def letters(rows: Iterable[Document]) -> dict[str, int]:
    """Return how many records have which letter, every letter named."""
    counts = {row["_id"]: row["count"] for row in rows}
    return {letter: counts.get(letter, 0) for letter in LETTERS}


REFUSED = Outcome.REFUSED.value
