"""A lost topic is filled anew from what the directory keeps: in the end it says what the directory's state is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from support.directory_news import closed, followed, nothing_found, said, send
from support.directory_records import body, listing
from support.directory_service import Directory
from support.topics_lost import lose, standing
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import CapacityReported, ServicePublished
from towpath_contracts.events.gap import GapAnswered, GapRaised
from towpath_contracts.listing import Listing
from towpath_standalone.platform.replay import published, replay
from towpath_standalone.refusal import CannotGoOn

Begin = Callable[..., Awaitable[Directory]]
OURS = (Stream.DIRECTORY, Stream.CAPACITY, Stream.GAP)
LISTINGS = 40


async def publish(directory: Directory, of: Listing, **changes: Any) -> None:
    answer = await directory.ask("PUT", f"/v1/services/{of.id}", json=body(of) | changes)
    assert answer.status_code == 200, answer.text


async def report(directory: Directory, service: str, **room: Any) -> None:
    answer = await directory.ask("POST", f"/v1/services/{service}/capacity", json=room)
    assert answer.status_code == 201, answer.text


async def lived(directory: Directory) -> list[Listing]:
    """A directory with a past: listings changed and withdrawn, room reported by both ways, gaps open and closed."""
    found = [listing(name=f"Choir {number}") for number in range(LISTINGS)]
    for number, one in enumerate(found):
        await publish(directory, one)
        if number % 3 == 0:
            await publish(directory, one, description="With a new hall.")
        if number % 4 == 0:
            await report(directory, one.id, state="capacity", spaces=number)
            await report(directory, one.id, state="capacity", spaces=number + 1)
        if number % 10 == 0:
            assert (await directory.ask("DELETE", f"/v1/services/{one.id}")).status_code == 200
    now = datetime.now(UTC)
    by_stream = [
        CapacityReported(service=one.id, state="no-capacity", as_of=now, spaces=0)
        for number, one in enumerate(found)
        if number % 4 < 2 and number % 10
    ]
    back = str(uuid4())
    news = [nothing_found(str(uuid4()), "gardening"), nothing_found(back, "cookery"), closed(back)]
    heard = [*news, *(said(one, one.service) for one in by_stream)]
    await send(directory, heard)
    await followed(directory, *heard)
    await publish(directory, listing(needs=("singing",), areas=[{"code": "L8"}]))
    sings = nothing_found(str(uuid4()), "singing")
    await send(directory, [sings])
    await followed(directory, sings)
    return found


def kept(directory: Directory) -> dict[Stream, dict[str, Event | None]]:
    """What the topics have to say in the end, by the directory's own state.

    Room of which a provider alone spoke is the provider's to say again.
    """
    entries = list(directory.database["listing"].find({}))
    gaps: dict[str, Event | None] = {}
    for gap in directory.database["gap"].find({}):
        where = {"need": gap["need"], "area": gap["area"]}
        told: Event | None = None
        if gap["people"]:
            told = GapRaised(**where, people_waiting=gap["people"], since=gap["since"])
        elif gap.get("service"):
            told = GapAnswered(**where, service=gap["service"])
        gaps[gap["_id"]] = told
    return {
        Stream.DIRECTORY: {
            one["_id"]: ServicePublished(
                listing=Listing.model_validate(one["listing"]), review=(one.get("review") or {}).get("state")
            )
            if "listing" in one
            else None
            for one in entries
        },
        Stream.CAPACITY: {
            one["_id"]: CapacityReported.model_validate(one["capacity"]) for one in entries if "told_room" in one
        },
        Stream.GAP: gaps,
    }


async def agrees(directory: Directory) -> None:
    """Each topic, read from its start, says in the end what the directory keeps."""
    for stream, told in kept(directory).items():
        found = await standing(directory, stream)
        found = {key: None if event is None or event.tombstone else event for key, event in found.items()}
        assert {key: event for key, event in found.items() if key in told} == told, stream
        assert stream is Stream.CAPACITY or found.keys() == told.keys()


def pruned(directory: Directory) -> int:
    """Take away what the retention of the outbox takes away in time: what a newer state of its key has superseded."""
    return directory.database["outbox"].delete_many({"published_at": {"$exists": True}}).deleted_count


async def replayed(directory: Directory) -> None:
    """Replay as `towpath replay --service directory` does."""
    door = directory.url.removesuffix("/directory")
    assert await replay(door, "directory") > LISTINGS
    await published(door, "directory")


async def test_lost_topics_are_filled_anew_from_what_the_retention_leaves(begin: Begin) -> None:
    directory = await begin()
    await lived(directory)
    await agrees(directory)
    assert pruned(directory) > LISTINGS / 4
    directory.kill()
    await lose(directory, OURS)
    await directory.start()

    await replayed(directory)
    await agrees(directory)

    await replayed(directory)
    await agrees(directory)


async def test_a_replay_goes_on_after_a_kill_while_listings_change_and_nothing_old_comes_to_stand(
    begin: Begin,
) -> None:
    directory = await begin()
    found = await lived(directory)
    directory.kill()
    await lose(directory, OURS)
    await directory.start()

    (directory.faults / "directory.after-publish").touch()
    door = directory.url.removesuffix("/directory")
    with contextlib.suppress(CannotGoOn):  # whether or not the answer came before it died
        await replay(door, "directory")
    await directory.died()  # with a page of the replay out, and unmarked
    await directory.start()

    standing_here = [one for number, one in enumerate(found) if number % 10]

    async def change() -> None:
        for number, one in enumerate(standing_here):
            await publish(directory, one, description=f"Changed during the replay, {number}.")
            await report(directory, one.id, state="capacity", spaces=number, as_of=datetime.now(UTC).isoformat())

    async def again() -> None:
        for _ in range(5):
            await replayed(directory)

    await asyncio.gather(change(), again())
    await followed(directory)
    await agrees(directory)
