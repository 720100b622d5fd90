"""What may be asked of a listing."""

from dataclasses import dataclass
from datetime import datetime

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing


@dataclass(frozen=True, slots=True)
class By:
    """Who changes a listing, and why.

    ``kind`` is one of publisher, import, curator, owner, policy and merge; ``name`` is the code of an organisation or
    of a curator, never a person's name; ``reason`` is a code.
    """

    kind: str
    name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """The line of an import that a command comes from: the id of its record, and the codes and fields of its mends."""

    record: str
    mends: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PublishListing:
    """Publish a listing, or change it: the whole of it, as it is to stand.

    ``expected`` is the content hash of the listing that the asker has seen, where they want to change that one only.
    """

    listing: Listing
    expected: str | None = None
    line: ImportLine | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class WithdrawListing:
    """Take a listing out of the directory. ``publisher``, where it is given, has to be the listing's own."""

    publisher: str | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class ReportCapacity:
    """Say how much room a service has. ``as_of`` is when that was so, now where it is not given."""

    service: str
    state: str
    as_of: datetime | None = None
    spaces: int | None = None
    wait_days: int | None = None


@dataclass(frozen=True, slots=True)
class CountOffers:
    """Take over what the offers to a service add up to: those that wait for an answer, and the last 90 days' others."""

    service: str
    in_flight: int
    accepted: int
    ended_well: int


@dataclass(frozen=True, slots=True)
class HearCapacity:
    """Take over what somebody else, such as the provider itself, said on the capacity stream.

    ``by_directory``: another directory said it, which answers what we say as we do what it says.
    """

    report: CapacityReported
    by_directory: bool = False


Asked = PublishListing | WithdrawListing | ReportCapacity | CountOffers | HearCapacity
