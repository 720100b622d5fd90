"""``towpath up``: start the platform and keep it running."""

from __future__ import annotations

import asyncio
import signal
from contextlib import closing
from typing import Annotated

import typer

from towpath_standalone.commands.options import DEFAULT, DatabasePrefix, Home, Kafka, Mongo, TopicPrefix
from towpath_standalone.platform.folder import PlatformFolder, Whereabouts
from towpath_standalone.platform.plan import Plan
from towpath_standalone.platform.reach import kafka_addresses
from towpath_standalone.platform.service import SERVICES
from towpath_standalone.platform.supervisor import Supervisor, door_socket
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

DAY = 86_400


def up(
    home: Home = DEFAULT,
    port: Annotated[
        int, typer.Option("--port", help="The port of the front door; 0 for any.", min=0, max=65535)
    ] = 8080,
    kafka: Kafka = None,
    mongo: Mongo = None,
    topic_prefix: TopicPrefix = "towpath.",
    database_prefix: DatabasePrefix = "towpath_",
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Leave out a service whose part somebody else plays; may be given again."),
    ] = None,
) -> None:
    """Start the whole platform on this machine and keep it running until Ctrl-C."""
    names = [kind.name for kind in SERVICES]
    if unknown := sorted(set(without or ()) - set(names)):
        raise CannotGoOn(f"there is no service called {unknown[0]!r}: choose from {', '.join(names)}")
    plan = Plan(
        folder=PlatformFolder(home),
        port=port,
        kafka=None if kafka is None else kafka_addresses(kafka),
        mongo=mongo,
        topic_prefix=topic_prefix,
        database_prefix=database_prefix,
        without=frozenset(without or ()),
    )
    voice = Voice()
    plan.folder.make()
    with plan.folder.locked():
        asyncio.run(_live(plan, voice))


async def _live(plan: Plan, voice: Voice) -> None:
    with closing(door_socket(plan.port)) as door:
        supervisor = Supervisor(plan, voice, door)
        stop = _stopped_by_signal(supervisor, voice)
        living = asyncio.create_task(_up_and_watch(supervisor, plan, voice))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            living.cancel()
            ended = (await asyncio.gather(living, return_exceptions=True))[0]
            await supervisor.down()
        if not isinstance(ended, asyncio.CancelledError) and ended is not None:
            raise ended
    voice.plain("Stopped. `towpath up` goes on where this left off.")


async def _up_and_watch(supervisor: Supervisor, plan: Plan, voice: Voice) -> None:
    voice.title(f"Towpath on {plan.folder.path}")
    _announce(await supervisor.up(), plan, voice)
    await supervisor.watch()


def _announce(where: Whereabouts, plan: Plan, voice: Voice) -> None:
    if turned := _turned(plan.folder):
        voice.note("clock", f"stands {turned} days ahead, as a demo left it (the file {plan.folder.clock.name})")
    voice.title(f"Towpath is up: {where.door}/")
    voice.plain("Try it:   towpath demo                 200 people, from received to closed")
    voice.plain("          towpath import FEED          a directory of services, from a file or a URL")
    voice.plain("          towpath status               what runs, what waits")
    voice.plain(f"Kafka:    {', '.join(where.kafka)}")
    voice.plain(f"Logs:     {plan.folder.services}")
    voice.plain("Ctrl-C stops everything; nothing is lost.")


def _turned(folder: PlatformFolder) -> int:
    try:
        seconds = float(folder.clock.read_text("ascii"))
    except (OSError, ValueError):
        return 0
    return round(seconds / DAY)


def _stopped_by_signal(supervisor: Supervisor, voice: Voice) -> asyncio.Event:
    """Return an event that the first SIGINT or SIGTERM sets; the second one kills everything."""
    stop = asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            supervisor.kill()
            return
        voice.title("Stopping: services first, then the servers. Once more to kill them.")
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    return stop
