"""Records to measure with: contacts recorded for ten thousand referrals."""

import random
import uuid
from collections import Counter
from datetime import UTC, datetime

from towpath_contracts.envelope import Envelope
from towpath_contracts.events.followup import Recorded
from towpath_contracts.topics import Topics
from towpath_contracts.wire import encode
from towpath_runtime.publisher import Outgoing, Publisher
from towpath_runtime.topics import create_topics

KEYS = 10_000
PAGE = 5_000


def records(count: int, topics: Topics, seed: int = 1) -> list[Outgoing]:
    """Return so many records over `KEYS` keys, each key's in order."""
    chance = random.Random(seed)
    keys = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(KEYS)]
    sequences: Counter[str] = Counter()
    out = []
    for number in range(count):
        key = chance.choice(keys)
        sequences[key] += 1
        envelope = Envelope.of(
            Recorded(timer=keys[number % KEYS], kind="check-in", outcome="reached", channel="phone"),
            event_id=str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            source="/org/bench/followup",
            aggregate=key,
            time=datetime.now(UTC),
            sequence=sequences[key],
            correlationid=key,
        )
        out.append(Outgoing(*encode(envelope, topics)))
    return out


async def load(bootstrap: list[str], topics: Topics, count: int) -> None:
    """Create the topics and send the records."""
    await create_topics(bootstrap, topics.fixed_topics())
    publisher = Publisher(bootstrap, client_id="bench", idempotent=True)
    everything = records(count, topics)
    for start in range(0, count, PAGE):
        await publisher.send(everything[start : start + PAGE])
    await publisher.close()
