"""Grades around the rules of a listing: whatever changes one has it graded. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_directory.commands import PublishListing
from towpath_directory.feeds.quality import Grader
from towpath_directory.freshness.months import day_in_london
from towpath_directory.grades.model import GradeAgain, Graded
from towpath_directory.model import Entry

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]
Evolve = Callable[[Entry | None, Event], Entry]


def with_grades(decide: Decide, evolve: Evolve, grader: Grader) -> Decide:
    """Return the rules of a listing with a grade for whatever stands after them."""

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        events = () if isinstance(asked, GradeAgain) else decide(state, asked, now)
        after = state
        for event in events:
            after = evolve(after, event)
        if after is None or after.listing is None:
            return events
        return [*events, *_graded(state, after, asked, day_in_london(now), grader)]

    return decided


def _graded(state: Entry | None, after: Entry, asked: object, today: date, grader: Grader) -> Sequence[Event]:
    listing, known = after.listing, after.grade
    assert listing is not None
    marks = _marks(after, asked, grader)
    likely = 0 if known is None else known.likely
    if isinstance(asked, GradeAgain) and asked.likely is not None:
        likely = asked.likely
    same = state is not None and state.listing == listing and not isinstance(asked, GradeAgain)
    if same and known is not None and (known.marks, known.likely) == (marks, likely):
        return ()  # what a record loses by ageing the sweep sees to
    grade = grader.grade(listing, marks, likely, today)
    return () if grade == known else [Graded(grade=grade)]


def _marks(after: Entry, asked: object, grader: Grader) -> tuple[str, ...]:
    """Return what had to be mended in the listing that stands.

    Where the word of an owner or a curator stands over what was sent, what had to be mended in that is nothing to it.
    """
    if not isinstance(asked, PublishListing) or after.record is not None:
        return () if after.grade is None else after.grade.marks
    mends = () if asked.line is None else asked.line.mends
    return tuple(sorted({code for code, _ in mends if code in grader.scale.marks}))
