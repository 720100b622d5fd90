"""The rules of a gap: pure. It is told of again only when who waits, or since when, has changed."""

from collections.abc import Sequence
from datetime import datetime

from towpath_contracts.event import Event
from towpath_contracts.events.gap import GapAnswered, GapClosed, GapRaised
from towpath_directory.gaps.commands import AnswerGap, Asked, CountWaiting, WorkOnGap
from towpath_directory.gaps.model import Gap
from towpath_directory.gaps.refusals import GapNotFound, GapNotOpen


def decide(raise_from: int, state: Gap | None, asked: Asked, now: datetime) -> Sequence[Event]:
    """Return what happens. A gap is raised once ``raise_from`` people wait, and stands until nobody does."""
    match asked:
        case CountWaiting():
            return _count(raise_from, state or Gap(), asked)
        case AnswerGap(listed=True):
            return _answer(state, asked.service) if state is not None and state.open else []
        case AnswerGap():
            if state is not None and not state.open and state.service == asked.service:
                return []
            return _answer(_open(state), asked.service)
        case WorkOnGap():
            _open(state)
            return []


def _open(state: Gap | None) -> Gap:
    if state is None:
        raise GapNotFound("nobody has waited for this need in this area", field="area")
    if not state.open:
        raise GapNotOpen("nobody waits for this now; look at the gaps that are raised", field="area")
    return state


def _answer(state: Gap, service: str) -> Sequence[Event]:
    return [GapAnswered(need=state.need, area=state.area, service=service)]


def _count(raise_from: int, state: Gap, asked: CountWaiting) -> Sequence[Event]:
    waiting = asked.waiting
    if waiting.since is None or waiting.area is None:
        return [GapClosed()] if state.open else []
    if not state.open and waiting.people < raise_from:
        return []
    if (waiting.people, waiting.since) == (state.people, state.since):
        return []
    return [GapRaised(need=asked.need, area=waiting.area, people_waiting=waiting.people, since=waiting.since)]
