"""What an entry holds beside what is published: a draft, claims, and the publisher's own record where it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue

from towpath_contracts.listing import Listing

Fields = Mapping[str, JsonValue]
"""Some or all fields of a listing as JSON has them. Nothing in them is checked but their names, size and depth."""


class State(StrEnum):
    """Where a listing stands, or a draft of one: the first three are in work, the others were published."""

    SUGGESTED = "suggested"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    DUE = "due-for-review"
    STALE = "stale"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """A listing in work. ``state`` is one of the first three; ``kind`` and ``name`` say who brought it there.

    ``base`` is the published listing that it was begun from, None where there was none; ``reason`` is the code of the
    last step. ``suggestions`` went into it. ``revision`` counts what happened to the entry's drafts, so that no two
    drafts have the same.
    """

    state: State
    fields: Fields
    base: Listing | None
    kind: str
    name: str
    since: datetime
    reason: str | None = None
    suggestions: tuple[str, ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """An organisation says that it runs the service, and a curator has not answered yet.

    ``kind`` is how it shows that, ``shown`` the domain or number that it gave, and ``evidence`` are the codes of what
    the directory found out about that. ``disputed``: somebody else owns the listing.
    """

    id: str
    organisation: str
    kind: str
    evidence: tuple[str, ...]
    at: datetime
    disputed: bool = False
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What the publisher of a listing sent last, where the word of an owner or a curator stands over it.

    ``disputed`` are the fields that both have changed; ``since`` is when the first of them was. ``withdrawn``: the
    owner or a curator withdrew what the publisher goes on sending.
    """

    listing: Listing
    disputed: tuple[str, ...] = ()
    since: datetime | None = None
    withdrawn: bool = False
