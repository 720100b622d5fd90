"""A service that keeps nothing: it answers events with events, and commits after the answers are acknowledged."""

from collections.abc import Callable, Sequence

from towpath_contracts.envelope import Envelope, derived_id
from towpath_contracts.event import Event
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import decode, encode
from towpath_runtime.clock import Clock
from towpath_runtime.consumer import Records
from towpath_runtime.errors import Away, Poison, Refused, where
from towpath_runtime.faults import Faults, Step
from towpath_runtime.intake import letter_of
from towpath_runtime.letter import Letter
from towpath_runtime.logs import Log
from towpath_runtime.metrics import Metrics
from towpath_runtime.publisher import Outgoing, Publisher

Answer = Callable[[Sequence[Envelope]], Sequence[Sequence[Event] | Refused | Poison]]
"""Answers a batch: for each event, in order, the events that follow from it, or why it cannot be answered."""


class Answering:
    """Answers batches. The same event always gets answers with the same ids, so a death anywhere is harmless.

    ``topics`` are those that it reads, ``writes`` those that it writes.
    """

    def __init__(
        self,
        *,
        answer: Answer,
        reads: frozenset[str],
        topics: Topics,
        writes: Topics,
        source: str,
        service: str,
        publisher: Publisher,
        clock: Clock,
        faults: Faults,
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._answer = answer
        self._reads = reads
        self._topics = topics
        self._writes = writes
        self._source = source
        self._letters_topic = writes.deadletter(service)
        self._publisher = publisher
        self._clock = clock
        self._faults = faults
        self._log = log
        self._metrics = metrics

    async def handle(self, records: Records) -> None:
        """Answer one poll. Raises Away, and then the same poll is answered again."""
        out, lost = self._sort([letter_of(record) for record in records])
        out.extend(self._lost(letter, error) for letter, error in lost)
        if out:
            await self.publish(out)

    async def again(self, letter: Letter) -> None:
        """Answer a dead letter. Raises what is still wrong with it, or Away."""
        out, lost = self._sort([letter])
        if lost:
            raise lost[0][1]
        if out:
            await self.publish(out)

    def _sort(self, letters: Sequence[Letter]) -> tuple[list[Outgoing], list[tuple[Letter, Poison]]]:
        asked: list[tuple[Letter, Envelope]] = []
        lost: list[tuple[Letter, Poison]] = []
        for letter in letters:
            try:
                envelope = decode(letter.topic, letter.key, letter.value, letter.headers, self._topics, letter.position)
            except Unreadable as error:
                lost.append((letter, Poison(error.code.value, error.at)))
                continue
            if envelope.type in self._reads and envelope.event is not None:
                asked.append((letter, envelope))
        out: list[Outgoing] = []
        answers = self._answers([envelope for _, envelope in asked])
        for (letter, _), answer in zip(asked, answers, strict=True):
            if isinstance(answer, Poison):
                lost.append((letter, answer))
            elif isinstance(answer, Refused):
                lost.append((letter, Poison(answer.code, (answer.field,) if answer.field else ())))
            else:
                out.extend(answer)
        self._metrics.batch.observe(len(asked))
        self._metrics.messages.labels("done").inc(len(letters) - len(lost))
        return out, lost

    async def publish(self, out: Sequence[Outgoing]) -> None:
        """Send records and return when every one is acknowledged. Raises Away."""
        self._faults.reach(Step.BEFORE_PUBLISH)
        sent = await self._publisher.send(out)
        for place in sent.too_large:
            self._log.error("unpublishable", topic=out[place].topic, reason="too-large")
        if len(sent.acknowledged) + len(sent.too_large) < len(out):
            raise Away("kafka")
        self._metrics.published.inc(len(sent.acknowledged))

    def _answers(self, envelopes: Sequence[Envelope]) -> Sequence[Sequence[Outgoing] | Refused | Poison]:
        """Answer a batch; where the rule breaks, or an answer cannot be sent, one by one: one event must not stop
        others.
        """
        if not envelopes:
            return ()
        try:
            answers = zip(envelopes, self._answer(envelopes), strict=True)
            return [self._outgoing(envelope, answer) for envelope, answer in answers]
        except Exception as error:
            if len(envelopes) == 1:
                self._log.error("rule-broke", where=where(error), message_id=envelopes[0].id)
                return [Poison("rule-broke")]
        return [self._answers([envelope])[0] for envelope in envelopes]

    def _outgoing(
        self, cause: Envelope, answer: Sequence[Event] | Refused | Poison
    ) -> Sequence[Outgoing] | Refused | Poison:
        if isinstance(answer, Refused | Poison):
            return answer
        return [record for index, event in enumerate(answer) for record in self._records(cause, event, index)]

    def _records(self, cause: Envelope, event: Event, index: int) -> list[Outgoing]:
        envelope = Envelope.of(
            event,
            event_id=derived_id(cause.id, event.type, index),
            source=self._source,
            aggregate=cause.subject,
            time=self._clock.now(),
            causationid=cause.id,
            correlationid=cause.correlationid or cause.subject,
            traceparent=cause.traceparent,
        )
        return [Outgoing(*encode(said, self._writes)) for said in envelope.in_every_version()]

    def _lost(self, letter: Letter, error: Poison) -> Outgoing:
        self._metrics.messages.labels("parked").inc()
        self._log.warning("parked", letter=letter.id, topic=letter.topic, reason=error.code)
        return letter_outgoing(letter, error, self._letters_topic)


def letter_outgoing(letter: Letter, error: Poison, topic: str) -> Outgoing:
    """Return the dead-letter record of a record: its bytes and headers as they came, and why it is there."""
    headers = [(name, value) for name, value in letter.headers if value is not None]
    return Outgoing(topic, letter.key, letter.value, headers + letter.reasons(error))
