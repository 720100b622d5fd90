"""What happens to a registered feed: pure and total."""

from dataclasses import replace

from towpath_contracts.event import Event
from towpath_directory.sources.model import (
    Ending,
    LossApproved,
    Run,
    RunAsked,
    RunBegun,
    RunEnded,
    Source,
    SourceTold,
)


def evolve(state: Source | None, event: Event) -> Source:
    """Return the feed after an event."""
    source = state or Source()
    match event:
        case SourceTold(terms=None):
            return Source(taken=source.taken)
        case SourceTold(terms=terms, at=at):
            before = source.terms
            if before is None or terms is None:
                return replace(source, terms=terms, next_run=at)
            moved = (before.url, before.publisher) != (terms.url, terms.publisher)
            again = moved or before.every != terms.every or before.covers != terms.covers
            return replace(
                source,
                terms=terms,
                next_run=at if again else source.next_run,
                whole=source.whole or again or before.details != terms.details,
                base=None if moved else source.base,
                failures=0 if again else source.failures,
            )
        case RunAsked(whole=whole, at=at):
            return replace(source, asked=True, whole=source.whole or whole, next_run=at)
        case RunBegun(run=run, at=at):
            running = Run(run, at, whole=source.whole)
            return replace(source, running=running, taken=source.taken + 1, asked=False, whole=False)
        case RunEnded():
            return _ended(source, event)
        case LossApproved(run=run, at=at):
            return replace(source, running=Run(run, at, approved=True))
        case _:
            return source


def _ended(source: Source, ended: RunEnded) -> Source:
    failed = ended.ending is Ending.FAILED
    return replace(
        source,
        running=None,
        # What was to be fetched whole and could not be still is.
        whole=source.whole or (failed and source.running is not None and source.running.whole),
        next_run=source.next_run if source.asked else ended.next_run,
        base=ended.run if ended.ending is Ending.IMPORTED else source.base,
        last=ended.run,
        ending=ended.ending,
        failures=source.failures + 1 if failed else 0,
    )
