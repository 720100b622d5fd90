"""The dead letters of a service without a store: they are kept in its dead-letter topic alone.

Nothing waits behind them, for such a service answers each event by itself. What became of a letter is written to the
same topic, under the same key, as a record without a value that names it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError

from towpath_runtime.aggregate import Document
from towpath_runtime.errors import Away, NotFound
from towpath_runtime.letter import Letter, Status
from towpath_runtime.publisher import Outgoing

RESOLVED = "towpath_resolved"
READ_WITHIN = 20.0


class LostLetters:
    """Reads the whole topic at every call: it is short, or something is very wrong. Raises Away without a broker."""

    def __init__(
        self,
        bootstrap: Sequence[str],
        topic: str,
        handle: Callable[[Letter], Awaitable[None]],
        publish: Callable[[Sequence[Outgoing]], Awaitable[None]],
    ) -> None:
        self._bootstrap = list(bootstrap)
        self._topic = topic
        self._handle = handle
        self._publish = publish

    async def waiting(self, status: str | None = None, after: int = 0, most: int = 100) -> list[Document]:
        """Return letters in the order of their timestamps, those after a given ``order``."""
        wanted = status or Status.PARKED.value
        found = [letter for letter in await self._letters() if letter["status"] == wanted and letter["order"] > after]
        return found[:most]

    async def show(self, letter_id: str) -> Document:
        """Return one letter whole. Raises NotFound."""
        for letter in await self._letters():
            if letter["_id"] == letter_id:
                return letter
        raise NotFound("there is no dead letter by that id")

    async def retry(self, letter_id: str) -> int:
        """Answer it again. Raises what is still wrong with it, and then it goes on waiting."""
        letter = await self.show(letter_id)
        await self._handle(Letter.from_document(letter))
        await self._resolve(letter, Status.RETRIED)
        return 1

    async def discard(self, letter_id: str) -> int:
        """Let it go for good."""
        await self._resolve(await self.show(letter_id), Status.DISCARDED)
        return 0

    async def _resolve(self, letter: Document, status: Status) -> None:
        headers = [(RESOLVED, status.value.encode()), ("towpath_letter", letter["_id"].encode())]
        await self._publish([Outgoing(self._topic, letter["key"], None, headers)])

    async def _letters(self) -> list[Document]:
        letters: dict[str, Document] = {}
        order = 0
        for record in await self._records():
            headers = dict(record.headers)
            letter_id = headers.get("towpath_letter", b"").decode()
            earlier = letters.get(letter_id)
            order = max(order + 1, record.timestamp * 1_000)  # several in one millisecond, and each has its own
            if RESOLVED in headers:
                if earlier is not None:
                    earlier["status"] = headers[RESOLVED].decode()
            elif earlier is None or earlier["status"] != Status.DISCARDED.value:
                letters[letter_id] = _document(letter_id, order, record, headers)
        return sorted(letters.values(), key=lambda letter: letter["order"])

    async def _records(self) -> list[ConsumerRecord[bytes, bytes]]:
        try:
            async with asyncio.timeout(READ_WITHIN):
                return await self._read()
        except (KafkaError, OSError, TimeoutError):
            raise Away("kafka") from None

    async def _read(self) -> list[ConsumerRecord[bytes, bytes]]:
        client = AIOKafkaConsumer(
            self._topic,
            bootstrap_servers=self._bootstrap,
            group_id=None,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        records: list[ConsumerRecord[bytes, bytes]] = []
        try:
            await client.start()
            partitions = client.assignment()
            ends = await client.end_offsets(partitions)
            while any([await client.position(partition) < ends[partition] for partition in partitions]):
                for polled in (await client.getmany(timeout_ms=200)).values():
                    records.extend(polled)
        finally:
            await client.stop()
        return sorted(records, key=lambda record: (record.timestamp, record.partition, record.offset))


def _document(letter_id: str, order: int, record: ConsumerRecord[bytes, bytes], headers: dict[str, bytes]) -> Document:
    def text(name: str) -> str:
        return headers.get(name, b"").decode()

    return {
        "_id": letter_id,
        "status": Status.PARKED.value,
        "reason": text("towpath_reason"),
        "fields": [field for field in text("towpath_fields").split(",") if field],
        "topic": text("towpath_topic"),
        "partition": int(text("towpath_partition") or 0),
        "offset": int(text("towpath_offset") or 0),
        "key": record.key,
        "value": record.value,
        "headers": [(name, value) for name, value in record.headers if not name.startswith("towpath_")],
        "timestamp": record.timestamp,
        "order": order,
        "at": datetime.fromtimestamp(record.timestamp / 1000, UTC),
    }
