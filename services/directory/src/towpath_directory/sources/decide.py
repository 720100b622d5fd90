"""The rules of registered feeds: pure. A feed has one run at a time, and each run ends once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from towpath_contracts.event import Event
from towpath_directory.sources.commands import ApproveLoss, Asked, AskRun, BeginRun, EndRun, Register, Remove, Tell
from towpath_directory.sources.model import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Ending,
    LossApproved,
    RunAsked,
    RunBegun,
    RunEnded,
    Source,
    SourceTold,
    Terms,
)
from towpath_directory.sources.refusals import (
    NothingToApprove,
    RunUnderWay,
    SourceChangedSince,
    SourceExists,
    SourceNotFound,
)

SPREAD = 0.1
"""The part of a pause by which feeds of one rhythm drift apart, so that they do not all come in the same moment."""


def decide(state: Source | None, asked: Asked, now: datetime) -> Sequence[Event]:
    """Return what happens. Raises what `sources.refusals` names."""
    source = state or Source()
    match asked:
        case Register():
            if source.terms is not None:
                raise SourceExists("choose another id, or change the feed that has it with PUT", field="id")
            return [SourceTold(terms=asked.terms, at=now)]
        case BeginRun():
            free = source.running is None and source.taken + 1 == asked.number
            return [RunBegun(run=asked.run, at=now)] if free and source.due is not None and source.due <= now else []
        case EndRun():
            return _end(source, asked, now)
    terms = _registered(source)
    match asked:
        case Tell():
            if asked.expected is not None and asked.expected != tag(terms):
                raise SourceChangedSince("read the feed again, and send its ETag as If-Match", field="If-Match")
            return [] if asked.terms == terms else [SourceTold(terms=asked.terms, at=now)]
        case Remove():
            return [SourceTold(terms=None, at=now)]
        case AskRun():
            if source.running is not None:
                raise RunUnderWay("ask for its runs, and again once this one has ended")
            return [RunAsked(whole=asked.whole, at=now)]
        case ApproveLoss():
            if source.running is not None or source.last != asked.run or source.ending is not Ending.SHRUNKEN:
                raise NothingToApprove("approve the last run, if that found more gone than it may", field="run")
            return [LossApproved(run=asked.run, at=now)]


def tag(terms: Terms) -> str:
    """Return a tag of what is said of a feed: the same for the same, in any process."""
    return hashlib.sha256(repr(terms).encode()).hexdigest()[:32]


def _registered(source: Source) -> Terms:
    if source.terms is None:
        raise SourceNotFound("no feed is registered under that id", field="id")
    return source.terms


def _end(source: Source, asked: EndRun, now: datetime) -> Sequence[Event]:
    """End the run that is under way; a process that slept may speak of one that another has ended."""
    running, terms = source.running, source.terms
    if running is None or terms is None or running.id != asked.run:
        return []
    if asked.ending is Ending.FAILED:
        pause = max(spread(pause_after(source.failures + 1, terms.every), asked.chance), asked.wait or timedelta())
        return [RunEnded(run=asked.run, ending=asked.ending, next_run=now + pause)]
    # The rhythm goes from when a run was due, so that long runs do not slow it, and never into the past.
    following = running.begun + spread(terms.every, asked.chance)
    return [RunEnded(run=asked.run, ending=asked.ending, next_run=max(following, now))]


def pause_after(failures: int, every: timedelta) -> timedelta:
    """Return how long a feed is left alone that failed so often on end: ever longer, and no less than is usual."""
    grown: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 20)
    return min(grown, max(every, LONGEST_PAUSE))


def spread(pause: timedelta, chance: float) -> timedelta:
    """Return a pause made longer by chance, up to a tenth of it."""
    return pause * (1 + SPREAD * chance)
