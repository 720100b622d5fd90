"""Starts the platform in order, keeps it running, and ends it in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from towpath_standalone.platform import replay, topics
from towpath_standalone.platform.door_server import DoorServer
from towpath_standalone.platform.folder import Whereabouts
from towpath_standalone.platform.keeper import Keeper
from towpath_standalone.platform.plan import Plan
from towpath_standalone.platform.reach import reach_kafka, reach_mongo
from towpath_standalone.platform.readiness import is_ready
from towpath_standalone.platform.service import SERVICES, ServiceProcess
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.servers import (
    ChildServer,
    EmbeddedBroker,
    MongoServer,
    ServerDidNotStart,
    free_port,
    port_is_taken,
)
from towpath_standalone.voice import Voice

START_WITHIN = 90.0
READY_WITHIN = 60.0
STOP_SERVICES_WITHIN = 25.0
STOP_WITHOUT_BROKER_WITHIN = 8.0
STOP_SERVERS_WITHIN = 20.0
FILL_AGAIN_AFTER = 1.0


class Supervisor:
    """One platform. ``up`` and ``down`` are called once each, ``watch`` between them."""

    def __init__(self, plan: Plan, voice: Voice, door: socket.socket) -> None:
        self._plan = plan
        self._voice = voice
        self._turn = asyncio.Lock()
        self._door_socket = door
        self._door: DoorServer | None = None
        self._where: Whereabouts
        self._before = plan.folder.whereabouts()
        self._mongo: MongoServer | None = None
        self._broker: EmbeddedBroker | None = None
        self._services: dict[str, ServiceProcess] = {}
        self._kafka: tuple[str, ...] = plan.kafka or ()

    async def up(self) -> Whereabouts:
        """Start everything and return where it listens; raises CannotGoOn, and then ``down`` is still to be called."""
        self._mongo_uri = mongo = await self._start_mongo()
        await self._start_broker()
        created = await topics.create(self._kafka, topics.wanted(self._plan.topic_prefix))
        self._voice.done("topics", f"{len(created)} created" if created else "all there")
        # The services cannot know the address of the front door; links to them that others follow begin with it.
        here = {"TOWPATH_PUBLIC_URL": os.environ.get("TOWPATH_PUBLIC_URL", self._door_address)}
        settings = self._plan.settings(self._kafka, mongo) | here
        ports = self._before.services if self._before else {}
        for kind in SERVICES:
            if kind.name in self._plan.without:
                self._voice.note(kind.name, "not started: somebody else plays its part")
                continue
            port = _still_free(ports.get(kind.name)) or free_port()
            self._services[kind.name] = kind(self._plan.folder.services, port, settings, start_timeout=START_WITHIN)
        self._door = DoorServer({name: f"http://127.0.0.1:{child.port}" for name, child in self._services.items()})
        await self._door.start(self._door_socket)
        await self._start_services()
        await self._all_ready()
        self._where = self._whereabouts(mongo)
        self._plan.folder.note(self._where)
        return self._where

    async def watch(self) -> None:
        """Keep everything running until cancelled."""
        keepers = [Keeper(child, self._voice, self._turn) for child in self._services.values()]
        if self._mongo is not None:
            keepers.append(Keeper(self._mongo, self._voice, self._turn))
        if self._broker is not None:
            keepers.append(
                Keeper(
                    self._broker,
                    self._voice,
                    self._turn,
                    beforehand=self._broker_went,
                    afterwards=self._broker_came_back_empty,
                )
            )
        async with asyncio.TaskGroup() as group:
            for keeper in keepers:
                group.create_task(keeper.keep())

    async def down(self) -> None:
        """End services, then the broker, then mongod; each is killed when it takes too long."""
        await self._stop(self._services.values(), STOP_SERVICES_WITHIN)
        if self._door is not None:
            await self._door.stop()
        for server in (self._broker, self._mongo):
            if server is not None:
                await self._stop([server], STOP_SERVERS_WITHIN)

    def kill(self) -> None:
        """End everything at once."""
        for child in (*self._services.values(), self._broker, self._mongo):
            if child is not None:
                child.kill()

    async def _start_mongo(self) -> str:
        if self._plan.mongo is not None:
            await reach_mongo(self._plan.mongo)
            self._voice.done("mongodb", "the one that --mongo names")
            return self._plan.mongo
        before = self._before.mongo if self._before else ""
        self._mongo = MongoServer(self._plan.folder.mongo, _still_free(_port_in(before)) or free_port())
        await self._start(self._mongo, self._mongo.address)
        return self._mongo.uri

    async def _start_broker(self) -> None:
        if self._plan.kafka is not None:
            await reach_kafka(self._plan.kafka)
            self._voice.done("kafka", f"at {', '.join(self._plan.kafka)}")
            return
        before = self._before.kafka[0] if self._before and self._before.embedded else ""
        self._broker = EmbeddedBroker(self._plan.folder.broker, _still_free(_port_in(before)) or free_port())
        await self._start(
            self._broker,
            f"{self._broker.address}, the embedded Kafka broker, in memory: for trying, teaching and tests",
        )
        self._kafka = tuple(self._broker.bootstrap)

    async def _start_services(self) -> None:
        """Start the services; where the broker is empty and we are not, give it back what it forgot.

        What was published becomes pending while nobody runs, so that nothing new overtakes it. The directory starts
        first: matching must know every listing before it hears a request, or it would answer that nothing fits.
        """
        if not self._broker_lacks_what_we_published():
            await self._start_all(self._services.values())
            return
        events = await replay.make_pending(self._mongo_uri, self._plan.database_prefix)
        if directory := self._services.get("directory"):
            await self._start_all([directory])
            await self._published("directory")
        await self._start_all(child for name, child in self._services.items() if name != "directory")
        await asyncio.gather(*(self._published(name) for name in ("referral", "followup") if name in self._services))
        why = "the embedded broker forgets" if self._plan.embedded else "this Kafka is another one than before"
        self._voice.done("replayed", f"{events} events, since {why}")

    async def _published(self, name: str) -> None:
        await replay.published(self._url(name), name, lambda: self._services[name].running)

    def _broker_lacks_what_we_published(self) -> bool:
        """Whether this folder has published before, to a broker that forgot it or to another one."""
        before = self._before
        return before is not None and (self._plan.embedded or before.embedded or before.kafka != self._kafka)

    async def _all_ready(self) -> None:
        """Wait until every service would take work; raises CannotGoOn."""
        ready = (is_ready(self._url(name), name, READY_WITHIN) for name in self._services)
        for name, wrong in zip(self._services, await asyncio.gather(*ready), strict=True):
            if wrong is not None:
                raise CannotGoOn(
                    f"{name} is not ready after {READY_WITHIN:g} s ({wrong}): its log is {self._services[name].log}"
                )

    async def _broker_went(self) -> None:
        """The broker lost every event and every group's place: nobody may publish to the next one before the rest."""
        await self._stop(self._services.values(), STOP_WITHOUT_BROKER_WITHIN)

    async def _broker_came_back_empty(self) -> None:
        """The services start afresh and publish all that they kept."""
        self._voice.note("broker", "came back empty; services start again and publish what they kept")
        self._before = self._where
        while not await self._filled_again():
            if self._broker is None or not self._broker.running:
                return  # it died once more: its keeper starts it, and this begins anew
            await asyncio.sleep(FILL_AGAIN_AFTER)
        self._where = replace(self._where, births=self._where.births + 1)
        self._plan.folder.note(self._where)

    async def _filled_again(self) -> bool:
        """Start the services and have them publish what they kept; whether all of it went well."""
        try:
            await topics.create(self._kafka, topics.wanted(self._plan.topic_prefix))
            await self._start_services()
        except CannotGoOn as failure:
            self._voice.bad("broker", str(failure))
            await self._broker_went()
            return False
        return True

    async def _start_all(self, children: Iterable[ChildServer]) -> None:
        starts = [self._start(child, child.address) for child in children]
        for failure in await asyncio.gather(*starts, return_exceptions=True):
            if isinstance(failure, BaseException):
                raise failure

    async def _start(self, child: ChildServer, detail: str) -> None:
        began = time.monotonic()
        try:
            await asyncio.to_thread(child.start)
        except ServerDidNotStart as failure:
            said = child.last_words(1) if isinstance(child, ServiceProcess) else []
            raise CannotGoOn(f"{failure}{': ' if said else ''}{''.join(said)}") from None
        self._voice.done(child.name, f"{detail}  ({time.monotonic() - began:.1f} s)")

    async def _stop(self, children: Iterable[ChildServer], within: float) -> None:
        running: Sequence[ChildServer] = [child for child in children if child.running]
        stopped = await asyncio.gather(*(asyncio.to_thread(child.stop, within) for child in running))
        for child, cleanly in zip(running, stopped, strict=True):
            if cleanly:
                self._voice.done(child.name, "stopped")
            else:
                self._voice.warn(child.name, f"did not stop within {within:g} s and was killed")

    @property
    def _door_address(self) -> str:
        host, port = self._door_socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def _whereabouts(self, mongo: str) -> Whereabouts:
        return Whereabouts(
            pid=os.getpid(),
            door=self._door_address,
            kafka=self._kafka,
            mongo=mongo,
            embedded=self._plan.embedded,
            topic_prefix=self._plan.topic_prefix,
            services={name: child.port for name, child in self._services.items()},
        )

    def _url(self, service: str) -> str:
        return self._services[service].url


def door_socket(port: int) -> socket.socket:
    """Take the port of the front door; raises CannotGoOn where something else has it."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
        door.listen(512)
    except (OSError, OverflowError):
        door.close()
        raise CannotGoOn(f"port {port} is taken: stop what listens there, or choose another with --port") from None
    return door


def _still_free(port: int | None) -> int | None:
    return port if port is not None and not port_is_taken(port) else None


def _port_in(address: str) -> int | None:
    """Return the port of ``host:port`` or of a MongoDB address of one host."""
    with contextlib.suppress(ValueError, IndexError):
        return int(address.split("://")[-1].split("/")[0].rsplit(":", 1)[1])
    return None
