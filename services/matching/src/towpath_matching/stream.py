"""What matching listens to: the directory and capacity into the index, requests to the rule."""

from collections.abc import Callable, Sequence

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import CapacityReported, ServicePublished
from towpath_contracts.events.referral import MatchRequest, NeedsAssessed, RematchRequested
from towpath_matching.decide import answer
from towpath_matching.index import Index
from towpath_matching.policy import Policy

TABLES = (Stream.DIRECTORY, Stream.CAPACITY)
REQUESTS = (NeedsAssessed, RematchRequested)


def keep(index: Index) -> Callable[[Stream, str, Event | None, Envelope], None]:
    """Return what takes the newest record of a service into the index; the same record again changes nothing."""

    def take(stream: Stream, service: str, event: Event | None, said: Envelope) -> None:
        match event:
            case ServicePublished(listing=listing):
                index.publish(service, listing, said.time)
            case CapacityReported():
                index.report(service, event, said.time)
            case None if stream is Stream.DIRECTORY:
                index.withdraw(service, said.time)
            case None:
                index.report(service, None, said.time)

    return take


def respond(index: Index, policy: Policy) -> Callable[[Sequence[Envelope]], list[Sequence[Event]]]:
    """Return what answers a batch of requests.

    Now is when the request was made, not when it is read: against the same directory the same request has the same
    answer, however often and in whichever process it is read.
    """

    def one(asked: Envelope) -> Sequence[Event]:
        return (answer(asked.event, index, policy, asked.time),) if isinstance(asked.event, MatchRequest) else ()

    return lambda batch: [one(asked) for asked in batch]
