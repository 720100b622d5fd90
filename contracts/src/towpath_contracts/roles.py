"""Who says what, and who acts on what: the parts that an organisation can play on the platform.

One table for the AsyncAPI description, the catalogue and whoever wants to prove an implementation of a role. Anybody
who may read a topic may read more than this; nobody but the roles named here writes an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.events import directory, followup, gap, matching, partner, person, referral


class Role(StrEnum):
    """The parts. Several organisations may hold the same one at once; the source of an event tells them apart."""

    INTAKE = "intake"
    MATCHING = "matching"
    FOLLOWUP = "followup"
    DIRECTORY = "directory"
    PARTNER = "partner"


Kinds = tuple[type[Event], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a role is there for, the events that it writes and those that it acts on."""

    purpose: str
    writes: Kinds
    reads: Kinds

    def written_to(self, stream: Stream) -> Kinds:
        """Return the events of a stream that the role writes, in the order of the catalogue."""
        return tuple(event for event in self.writes if event.stream is stream)

    def read_from(self, stream: Stream) -> Kinds:
        """Return the events of a stream that the role acts on, in the order of the catalogue."""
        return tuple(event for event in self.reads if event.stream is stream)


def _all(*streams: Stream) -> Kinds:
    return tuple(event for event in EVENTS.values() if event.stream in streams and event.version == 1)


ROLES: Mapping[Role, Part] = {
    Role.INTAKE: Part(
        "Takes referrals, keeps the case, the plan and its connections, and what is known of the person.",
        writes=(*_all(Stream.REFERRAL), *_all(Stream.PERSON), *_all(Stream.INBOX)),
        reads=(
            *_all(Stream.MATCHING),
            followup.Recorded,
            followup.Missed,
            followup.AttemptsExhausted,
            followup.ReplyOverdue,
            gap.GapAnswered,
            person.ErasureConfirmed,
            *_all(Stream.REPLIES),
        ),
    ),
    Role.MATCHING: Part(
        "Answers each request for options with services that fit, or with what stands in the way.",
        writes=_all(Stream.MATCHING),
        reads=(referral.NeedsAssessed, referral.RematchRequested, *_all(Stream.DIRECTORY), *_all(Stream.CAPACITY)),
    ),
    Role.FOLLOWUP: Part(
        "Waits for contacts and answers, says when they are due, and keeps the measures.",
        writes=(*_all(Stream.FOLLOWUP), person.ErasureConfirmed),
        reads=(
            referral.Accepted,
            referral.Rejected,
            referral.NeedsAssessed,
            referral.PlanAgreed,
            *referral.ABOUT_A_CONNECTION,
            referral.Paused,
            referral.Resumed,
            referral.Closed,
            person.ErasureRequested,
        ),
    ),
    Role.DIRECTORY: Part(
        "Keeps the services true: what they offer, how much room they have, and what nobody offers.",
        writes=(
            *_all(Stream.DIRECTORY),
            directory.CapacityReported,
            *_all(Stream.GAP),
            person.ErasureConfirmed,
        ),
        reads=(
            *referral.ABOUT_A_CONNECTION,
            referral.Closed,
            matching.OptionsProposed,
            matching.NoMatchFound,
            directory.CapacityReported,
            person.ErasureRequested,
        ),
    ),
    Role.PARTNER: Part(
        "Is offered connections in an inbox of its own, answers them, and may say how much room its services have.",
        writes=(directory.CapacityReported, *_all(Stream.REPLIES)),
        reads=(partner.ConnectionOffered, partner.ConnectionWithdrawn),
    ),
}
"""What every role writes and acts on (design: streams and roles)."""


def writers_of(event: type[Event]) -> tuple[Role, ...]:
    """Return the roles that write an event; a later version is written by those who write the first."""
    return tuple(role for role, part in ROLES.items() if _named(event, part.writes))


def readers_of(event: type[Event]) -> tuple[Role, ...]:
    """Return the roles that act on an event; a later version is for those who act on the first."""
    return tuple(role for role, part in ROLES.items() if _named(event, part.reads))


def _named(event: type[Event], kinds: Kinds) -> bool:
    return any((event.stream, event.name) == (kind.stream, kind.name) for kind in kinds)
