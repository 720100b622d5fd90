"""What the services say that they hold: the other side of a reconciliation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from towpath_standalone.client import Client, Document
from towpath_standalone.refusal import CannotGoOn

SERVICES = ("referral", "matching", "followup", "directory")
STORED = ("referral", "followup", "directory")
"""The services with a store, and so with an outbox."""
_UNRESOLVED = ("parked", "waiting")
_RESOLVED = ("retried", "discarded")


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the stores. Each mapping lacks what there is none of.

    ``cases`` and ``connections`` are by status; ``timers`` by kind and status; ``outbox`` by service and state of a
    row; ``letters`` by service and status of a dead letter. ``in_flight`` are the offers that the directory counts.
    """

    cases: Counter[str] = field(default_factory=Counter)
    connections: Counter[str] = field(default_factory=Counter)
    options: Counter[str] = field(default_factory=Counter)
    first_contacts: int = 0
    timers: Counter[tuple[str, str]] = field(default_factory=Counter)
    listings: int = 0
    indexed: int = 0
    in_flight: int = 0
    outbox: dict[str, Counter[str]] = field(default_factory=dict)
    letters: dict[str, Counter[str]] = field(default_factory=dict)


async def counts_of(client: Client) -> Counts:
    """Ask every service; raises CannotGoOn where one does not answer or says something else."""
    referral = await client.get("/referral/v1/counts")
    followup = await client.get("/followup/v1/counts")
    directory = await client.get("/directory/v1/counts")
    index = await client.get("/matching/v1/index")
    outbox = {service: await client.get(f"/{service}/v1/outbox") for service in STORED}
    letters = {service: await _letters(client, service) for service in SERVICES}
    try:
        return Counts(
            cases=Counter(referral["cases"]["by_status"]),
            connections=Counter(referral["connections"]["by_status"]),
            options=Counter(referral["options"]),
            first_contacts=int(followup["first_contacts"]),
            timers=Counter({(row["kind"], row["status"]): row["count"] for row in followup["timers"]}),
            listings=int(directory["published"]),
            indexed=int(index["listings"]),
            in_flight=int(directory["offers_in_flight"]),
            outbox={name: _rows(found) for name, found in outbox.items()},
            letters=letters,
        )
    except (KeyError, TypeError, ValueError):
        raise CannotGoOn(
            "the services of this platform do not count as this command expects: are they older?"
        ) from None


def _rows(outbox: Document) -> Counter[str]:
    return Counter({state: int(outbox[state]) for state in ("pending", "published", "unpublishable")})


async def _letters(client: Client, service: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for status in (*_UNRESOLVED, *_RESOLVED):
        after = 0
        while after is not None:
            page = await client.get(f"/{service}/v1/dead-letters", status=status, after=after, limit=1000)
            found[status] += len(page["letters"])
            after = page["next"]
    return +found
