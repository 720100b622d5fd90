"""The composition of a service: declare what it reads, decides and serves, and get an application."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from pymongo import IndexModel
from starlette.exceptions import HTTPException

from towpath_contracts.envelope import source_of
from towpath_contracts.event import Event, Stream
from towpath_contracts.topics import PER_PARTNER, Topics
from towpath_runtime import problems
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.clock import Clock, SystemClock, TurnableClock
from towpath_runtime.consumer import Consumer, Records
from towpath_runtime.errors import Away, Poison, Refused
from towpath_runtime.faults import Faults
from towpath_runtime.health import Health
from towpath_runtime.http import Edge
from towpath_runtime.intake import Intake, Route
from towpath_runtime.letter import Letter
from towpath_runtime.life import Life
from towpath_runtime.logs import logger
from towpath_runtime.loops import Tick
from towpath_runtime.lostletters import LostLetters
from towpath_runtime.message import Done, Message
from towpath_runtime.metrics import Metrics
from towpath_runtime.mongo import Database
from towpath_runtime.openapi import Application
from towpath_runtime.operations import Letters, letters_router, metrics_router, outbox_router
from towpath_runtime.path import BatchPath
from towpath_runtime.publisher import Publisher
from towpath_runtime.settings import RuntimeSettings
from towpath_runtime.stateful import Stateful
from towpath_runtime.stateless import Answer, Answering
from towpath_runtime.table import Apply, Table
from towpath_runtime.tracing import Tracing


class Runtime:
    """One service, being put together. Nothing is connected before the application starts.

    With ``aggregates`` it has a database, a path and an outbox; without, it answers events with events. Such a one may
    run as a ``shadow``: it reads as ever, but in a group of its own, and answers on the topics of the shadow alone.
    """

    def __init__(
        self,
        name: str,
        settings: RuntimeSettings,
        aggregates: Sequence[Aggregate[Any]] = (),
        *,
        shadow: str | None = None,
    ) -> None:
        assert shadow is None or not aggregates, "what a service keeps has no shadow"
        self.name = name
        self.settings = settings
        self.log = logger(name, settings.log_level)
        self.metrics = Metrics(name)
        self.clock: Clock = SystemClock() if settings.clock_file is None else TurnableClock(settings.clock_file)
        self.topics = Topics(settings.topic_prefix)
        self.writes = self.topics if shadow is None else self.topics.shadow(shadow)
        self.source = source_of(settings.organisation, name)
        self.faults = Faults(name, settings.faults_dir)
        self.tracing = Tracing(name, settings.otlp_endpoint)
        self.health = Health()
        self.body_limits: dict[str, int] = {}
        self._publisher = Publisher(settings.kafka, client_id=f"towpath-{name}", idempotent=settings.kafka_idempotent)
        self._read: set[Stream] = set()
        self._letters: Letters | None = None
        self._stateful: Stateful | None = None
        if aggregates:
            self._stateful = Stateful(
                name,
                settings,
                aggregates,
                topics=self.topics,
                source=self.source,
                clock=self.clock,
                faults=self.faults,
                publisher=self._publisher,
                log=self.log,
                metrics=self.metrics,
            )
            self._letters = self._stateful.letters
            self.health.ready("mongodb", self._stateful.answers)
            self.health.alive("relay", self._stateful.relay_moves)
        self._life = Life(
            name,
            settings,
            stateful=self._stateful,
            publisher=self._publisher,
            topics=self.topics,
            health=self.health,
            tracing=self.tracing,
            log=self.log,
            metrics=self.metrics,
        )

    @property
    def _store(self) -> Stateful:
        assert self._stateful is not None, "this service keeps nothing: give it aggregates"
        return self._stateful

    @property
    def database(self) -> Database:
        """The service's database: majority reads and writes."""
        return self._store.database

    @property
    def path(self) -> BatchPath:
        """The path, for batches that the service makes itself, such as due timers."""
        return self._store.path

    async def submit(self, message: Message) -> Done:
        """Handle one command in the next group commit. Raises Refused, Poison or Away.

        Away comes at the latest after the setting ``away_answer``; the command may then still take effect, and the same
        id may be sent again.
        """
        try:
            async with asyncio.timeout(self.settings.away_answer):
                return await self._store.group.submit(message)
        except TimeoutError:
            raise Away("mongodb") from None

    def index(self, collection: str, *models: IndexModel) -> None:
        """Have indexes made on a collection of private or derived documents."""
        self._store.indexes.setdefault(collection, []).extend(models)

    def consume(self, *streams: Stream, route: Route, group: str | None = None) -> None:
        """Read streams in a group of this service. A stream per partner is read of all partners, and stands alone."""
        intake = Intake(
            self.path, streams, route, topics=self.topics, log=self.log, metrics=self.metrics, tracing=self.tracing
        )
        self._store.intakes.append(intake)
        self._consumer(streams, group or self.name, intake.handle)

    def answer(
        self, *streams: Stream, events: Sequence[type[Event]], answer: Answer, answers: Sequence[Stream] = ()
    ) -> None:
        """Answer events with events, keeping nothing.

        ``answers`` are the shared streams of what it says: their topics are made to exist for a shadow too.
        """
        answering = Answering(
            answer=answer,
            reads=frozenset(event.type for event in events),
            topics=self.topics,
            writes=self.writes,
            source=self.source,
            service=self.name,
            publisher=self._publisher,
            clock=self.clock,
            faults=self.faults,
            log=self.log,
            metrics=self.metrics,
        )
        self._letters = LostLetters(
            self.settings.kafka, self.writes.deadletter(self.name), answering.again, answering.publish
        )
        if self.writes is not self.topics:
            self._life.shadows = [
                *(self.writes.topic(stream) for stream in answers),
                self.writes.deadletter_topic(self.name),
            ]
        self._consumer(streams, self.name, answering.handle)

    def table(self, *streams: Stream, apply: Apply) -> Table:
        """Read compacted streams from the start into memory; the service is ready when that has caught up."""

        def unreadable(letter: Letter, error: Poison) -> None:
            self.metrics.messages.labels("unreadable").inc()
            self.log.warning("unreadable", letter=letter.id, topic=letter.topic, reason=error.code)

        table = Table(
            bootstrap=self.settings.kafka,
            streams=streams,
            topics=self.topics,
            apply=apply,
            unreadable=unreadable,
            log=self.log,
            metrics=self.metrics,
        )

        async def caught_up() -> str | None:
            return None if table.caught_up else "catching-up"

        self.health.ready(f"table-{len(self._life.tables)}", caught_up)
        self.health.alive(f"table-{len(self._life.tables)}", table.moves)
        self._life.tables.append(table)
        return table

    def every(self, name: str, seconds: float, tick: Tick) -> None:
        """Call ``tick`` in the background every so many seconds of real time; True means at once again."""
        self._life.ticks.append((name, seconds, tick))

    def on_start(self, first: Callable[[], Awaitable[None]]) -> None:
        """Have something done once the database answers, before the service is started. It may raise Away."""
        self._life.first.append(first)

    def beside(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Have something run beside the service once the database answers, Kafka or not; begun again if it breaks."""
        self._life.beside.append((name, run))

    def partners(self, organisations: Callable[[], Awaitable[Iterable[str]]]) -> None:
        """Say who has an inbox and replies: they are made to exist at every start, on a new Kafka too."""
        self._life.partners = organisations

    async def ensure_partner_topics(self, organisation: str) -> None:
        """Make sure that a partner's inbox and replies exist. Raises Away."""
        if self.settings.create_topics:
            await self._life.create(self.topics.partner_topics(organisation))

    def app(self, *routers: APIRouter) -> FastAPI:
        """Return the application: the service's routes, and those that every service has, under ``/<name>``."""
        app = Application(
            title=f"Towpath {self.name}",
            lifespan=self._life.span,
            openapi_url=f"/{self.name}/openapi.json",
            docs_url=None,
            redoc_url=None,
        )
        app.add_exception_handler(Refused, problems.refused)
        app.add_exception_handler(Poison, problems.poison)
        app.add_exception_handler(Away, problems.away)
        app.add_exception_handler(RequestValidationError, problems.invalid)
        app.add_exception_handler(HTTPException, problems.http_error)
        own = [self.health.router(), metrics_router(self.metrics.registry)]
        if self._letters is not None:
            own.append(letters_router(self._letters))
        if self._stateful is not None:
            own.append(outbox_router(self._stateful.outbox, self._stateful.relay.wake))
        for router in (*own, *routers):
            app.include_router(router, prefix=f"/{self.name}")
        app.add_middleware(
            Edge,
            limit=self.settings.body_limit,
            limits=self.body_limits,
            log=self.log,
            metrics=self.metrics,
            tracing=self.tracing,
        )
        return app

    def _consumer(self, streams: Sequence[Stream], group: str, handle: Callable[[Records], Awaitable[None]]) -> None:
        partners = [stream for stream in streams if stream in PER_PARTNER]
        assert not partners or len(streams) == 1, "a stream per partner needs a group of its own"
        assert self._read.isdisjoint(streams), "one group of a service reads a stream: its dead letters are one lane"
        self._read.update(streams)
        consumer = Consumer(
            bootstrap=self.settings.kafka,
            group=f"{self.writes.prefix}{group}",
            topics=() if partners else [self.topics.of(stream) for stream in streams],
            pattern=self.topics.pattern(partners[0]) if partners else None,
            batch=self.settings.batch * 2,
            handle=handle,
            faults=self.faults,
            log=self.log,
            metrics=self.metrics,
            stop_within=self.settings.stop_within / 2,
            session=self.settings.group_session,
        )

        async def moves() -> str | None:
            return "stuck" if await consumer.is_stuck() else None

        self._life.consumers.append(consumer)
        self.health.alive(f"consumer-{consumer.group}", moves)
