"""What decides in the directory, and what it listens to. Listings come from publishers, over HTTP: from no stream."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported
from towpath_directory.commands import HearCapacity
from towpath_directory.counting.facts import KEPT, known_things
from towpath_directory.curation.around import with_curation
from towpath_directory.curation.policy import Policy as CurationPolicy
from towpath_directory.curation.policy import policy as curation_policy
from towpath_directory.decide import decide
from towpath_directory.duplicates.store import duplicates
from towpath_directory.evolve import evolve
from towpath_directory.freshness.around import with_freshness
from towpath_directory.freshness.policy import Policy, shipped
from towpath_directory.gaps import stream as gaps
from towpath_directory.grades.around import with_grades
from towpath_directory.grades.grader import grader
from towpath_directory.model import Entry
from towpath_directory.offers import stream as offers
from towpath_directory.reported import with_reports
from towpath_directory.sources.store import sources
from towpath_directory.store import ENTRIES, ENTRY_INDEXES, from_document, project, to_document
from towpath_directory.suggestions.store import suggestions
from towpath_directory.versions.around import with_versions
from towpath_directory.withheld.around import with_places_withheld
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.message import Message

STREAMS = (Stream.REFERRAL, Stream.MATCHING, Stream.CAPACITY)


def aggregates(
    gap_people: int,
    policy: Policy | None = None,
    curation: CurationPolicy | None = None,
    facts_kept: timedelta = KEPT,
) -> Sequence[Aggregate[Any]]:
    """Return what decides here, and what is known of offers and of whoever waits; ``gap_people`` raise a gap."""
    known = known_things(offers.OFFERS, facts_kept), known_things(gaps.SEEKERS, facts_kept)
    followed = (*known, gaps.gaps(gap_people))
    return entries(policy, curation), suggestions(), duplicates(), *followed, sources()


def entries(policy: Policy | None = None, curation: CurationPolicy | None = None) -> Aggregate[Entry]:
    """Return the first of them: a service in the directory, by its id, under policies of freshness and curation."""
    rules = with_reports(with_curation(decide, curation or curation_policy()), evolve)
    graded = with_grades(with_versions(with_freshness(rules, policy or shipped()), evolve), evolve, grader())
    return Aggregate(
        name=ENTRIES,
        decide=with_places_withheld(graded, evolve),
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
        indexes=ENTRY_INDEXES,
    )


def route_for(source: str) -> Callable[[Envelope], Iterable[Message]]:
    """Return what addresses an event to the offer that it is about, to whoever waits, or to the listing.

    What ``source``, this directory, said itself is passed over.
    """

    def route(received: Envelope) -> Iterable[Message]:
        yield from offers.route(received)
        yield from gaps.route(received)
        if isinstance(received.event, CapacityReported) and received.source != source:
            yield Message.from_event(
                received, ENTRIES, body=HearCapacity(received.event, received.source.endswith("/directory"))
            )

    return route
