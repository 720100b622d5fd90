"""Matching on a real broker: the directory in, options out, whoever dies and however often it is asked."""

from __future__ import annotations

import signal

import pytest

from support.matching_service import World, asked, published, reported, withdrawn
from support.matching_story import all_of, capacity, id_of, listing, request
from towpath_contracts.envelope import Envelope, derived_id
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed


def options(answered: Envelope) -> list[str]:
    assert isinstance(answered.event, OptionsProposed)
    return all_of(answered.event.options)


async def test_a_request_is_answered_under_an_id_that_follows_from_it(world: World) -> None:
    await world.send(published(listing("group")))
    await world.start()
    asking = asked(request())

    await world.send(asking)

    (answered,) = await world.answers(1)
    assert options(answered) == [id_of("group")]
    assert answered.id == derived_id(asking.id, OptionsProposed.type)
    assert answered.subject == answered.correlationid == asking.subject
    assert answered.causationid == asking.id
    assert answered.traceparent is not None
    assert answered.traceparent.split("-")[1] == (asking.traceparent or "").split("-")[1]


async def test_the_same_request_delivered_again_has_the_same_answer_under_the_same_id(world: World) -> None:
    await world.send(published(listing("group")), published(listing("other")))
    await world.start()
    asking = asked(request())

    await world.send(asking, asking)
    await world.answers(2)
    await world.send(asking)

    first, *others = await world.answers(3)
    assert {other.id for other in others} == {first.id}
    assert all(other.event == first.event for other in others)


async def test_a_new_process_is_ready_only_when_it_knows_the_directory_and_then_answers_from_all_of_it(
    world: World,
) -> None:
    many = [listing(f"group {n}", needs=("debt",)) for n in range(1_500)]
    await world.send(*map(published, many), published(listing("group")), asked(request()))

    matching = await world.start()

    assert (await matching.index())["listings"] == 1_501
    (answered,) = await world.answers(1)
    assert isinstance(answered.event, OptionsProposed)
    assert answered.event.considered == 1_501
    assert answered.event.excluded == {"need": 1_500}


async def test_what_changes_in_the_directory_changes_the_answers(world: World) -> None:
    await world.send(published(listing("group")), published(listing("other")))
    matching = await world.start()

    await world.send(withdrawn("group"))
    await matching.listings(1)
    await world.send(asked(request()))
    first = await world.answers(1)
    assert options(first[0]) == [id_of("other")]

    await world.send(reported(capacity("other", "closed")), published(listing("third", needs=("debt",))))
    await matching.listings(2)
    await world.send(asked(request()))
    _, second = await world.answers(2)
    assert isinstance(second.event, NoMatchFound)
    assert second.event.excluded == {"need": 1, "no-capacity": 1}
    assert [miss.in_the_way for miss in second.event.nearest_misses] == [("no-capacity",)]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["before-publish", "after-effect"])
async def test_a_process_that_dies_in_the_middle_is_followed_by_one_that_gives_the_same_answer(
    world: World, step: str
) -> None:
    await world.send(published(listing("group")))
    matching = await world.start()
    (world.faults / f"matching.{step}").touch()
    asking = asked(request())
    await world.send(asking)
    assert await matching.died() == -signal.SIGKILL

    matching.launch()
    await matching.ready()

    answers = await world.answers(1 if step == "before-publish" else 2)
    assert {answered.id for answered in answers} == {derived_id(asking.id, OptionsProposed.type)}
    assert len({answered.event.to_json() for answered in answers if answered.event}) == 1


async def test_two_processes_share_the_work_and_every_request_is_answered(world: World) -> None:
    await world.send(published(listing("group")))
    await world.start()
    await world.start()
    asking = [asked(request()) for _ in range(200)]

    await world.send(*asking)

    answers = await world.answers(200)
    assert {answered.causationid for answered in answers} == {one.id for one in asking}


async def test_it_says_what_it_knows_and_as_of_when(world: World) -> None:
    group = published(listing("group", needs=("loneliness", "singing")))
    await world.send(group, published(listing("closed", status="inactive")), reported(capacity("group")))
    matching = await world.start()

    told = await matching.index()

    assert told["policy"] == "default-1"
    assert (told["listings"], told["active"], told["with_capacity"]) == (2, 1, 1)
    assert told["needs"] == {"loneliness": 1, "singing": 1}
    assert told["directory_as_of"] == group.time.isoformat().replace("+00:00", "Z")
