"""Topics that are lost and made anew, and what a plain reader makes of one from its start."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient

from support.directory_service import Directory, until
from towpath_contracts.event import Event, Stream


async def lose(directory: Directory, streams: Sequence[Stream]) -> None:
    """Delete the topics of some streams, records and all, and wait until they are gone."""
    names = {directory.topics.of(stream) for stream in streams}
    admin = AIOKafkaAdminClient(bootstrap_servers=directory.broker.bootstrap)
    await admin.start()
    try:
        await admin.delete_topics(sorted(names))

        async def gone() -> bool:
            return not names & set(await admin.list_topics())

        await until("topics deleted", gone)
    finally:
        await admin.close()


async def standing(directory: Directory, stream: Stream) -> dict[str, Event | None]:
    """The last event of every key of a topic, None where that is a tombstone."""
    return {envelope.subject: envelope.event for envelope in await directory.heard(stream)}
