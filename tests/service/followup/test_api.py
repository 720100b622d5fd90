"""The HTTP API of follow-up on real servers: contacts, measures, the worklist, counts, and clear refusals."""

from __future__ import annotations

from uuid import uuid4

from support.followup_service import Followup, World, until
from support.followup_story import ACCEPTED, CLOSED, CONNECTION, REQUESTED, STARTED, id_of
from towpath_contracts.events.followup import Due, MeasureRecorded, Recorded, Scheduled

CANARY = "canary-jane-doe"
REACHED = {"kind": "first-contact", "outcome": "reached", "channel": "phone"}
LONELY = {"measure": "ucla-3", "point": "baseline", "answers": {"item-1": 3, "item-2": 2, "item-3": 3}}


async def accepted(world: World, count: int = 1) -> list[str]:
    referrals = [str(uuid4()) for _ in range(count)]
    before = len(await world.heard(Scheduled, count=0))
    await world.send(*(world.tell(referral, ACCEPTED) for referral in referrals))
    await world.heard(Scheduled, count=before + count)
    return referrals


async def test_a_contact_is_recorded_once_however_often_it_is_sent(world: World) -> None:
    service = await world.start()
    (referral,) = await accepted(world)
    path, key = f"/v1/referrals/{referral}/contacts", str(uuid4())

    first = await service.post(path, REACHED, key)
    again = await service.post(path, REACHED, key)
    other = await service.post(path, REACHED | {"outcome": "no-answer"}, key)

    assert (first.status_code, first.json()) == (201, {"id": referral, "version": 2})
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    (recorded,) = await world.heard(Recorded, count=1)
    assert recorded.event is not None
    assert recorded.event.model_dump(include={"outcome", "channel", "kind"}) == {
        "kind": "first-contact",
        "outcome": "reached",
        "channel": "phone",
    }


async def test_a_measure_is_scored_recorded_and_shown(world: World) -> None:
    service = await world.start()
    (referral,) = await accepted(world)

    assert (await service.post(f"/v1/referrals/{referral}/measures", LONELY)).status_code == 201
    well_being = {"measure": "ons4", "point": "baseline", "answers": {"anxiety": 7}}
    assert (await service.post(f"/v1/referrals/{referral}/measures", well_being)).status_code == 201

    shown = (await service.get(f"/v1/referrals/{referral}")).json()
    assert shown["measures"] == [
        {"measure": "ucla-3", "point": "baseline", "scores": {"total": 8.0}},
        {"measure": "ons4", "point": "baseline", "scores": {"anxiety": 7.0}, "bands": {"anxiety": "high"}},
    ]
    assert len(await world.heard(MeasureRecorded, count=2)) == 2


async def test_a_follow_up_is_shown_with_its_timers(world: World) -> None:
    service = await world.start()
    (referral,) = await accepted(world)
    await service.post(f"/v1/referrals/{referral}/contacts", REACHED | {"outcome": "left-message"})

    shown = (await service.get(f"/v1/referrals/{referral}")).json()

    assert (shown["referral"], shown["phase"], shown["version"]) == (referral, "open", 3)
    assert [(timer["attempt"], timer["status"]) for timer in shown["timers"]] == [(1, "recorded"), (2, "scheduled")]
    assert shown["timers"][0]["outcome"] == "left-message"
    assert shown["timers"][1]["due"].endswith("Z")


async def test_the_worklist_is_paged_in_the_order_of_the_due_dates(world: World) -> None:
    service = await world.start()
    first = await accepted(world, 5)
    scheduled = [envelope.event for envelope in await world.heard(Scheduled, count=5)]
    world.turn_to(max(event.due for event in scheduled if isinstance(event, Scheduled)))
    await world.heard(Due, count=5)
    second = await accepted(world, 4)

    listed: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(5):
        page = (await service.get("/v1/timers", limit="2", **cursor)).json()
        listed += [timer["referral"] for timer in page["timers"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}

    assert set(listed[:5]) == set(first)
    assert set(listed[5:]) == set(second)
    assert len(listed) == 9
    past = world.now().isoformat()
    assert len((await service.get("/v1/timers", due_before=past)).json()["timers"]) == 5
    assert len((await service.get("/v1/timers", status="scheduled")).json()["timers"]) == 4
    assert (await service.get("/v1/timers", kind="review")).json() == {"timers": []}


async def test_the_counts_balance(world: World) -> None:
    service = await world.start()
    called, talked_to, closed, _ = await accepted(world, 4)
    await service.post(f"/v1/referrals/{called}/contacts", REACHED | {"outcome": "no-answer"})
    await service.post(f"/v1/referrals/{talked_to}/contacts", REACHED)
    await world.send(world.tell(closed, REQUESTED), world.tell(closed, CLOSED))

    async def is_closed() -> bool:
        return bool((await service.get("/v1/counts")).json()["referrals"]["closed"])

    await until("closed", is_closed)
    counts = (await service.get("/v1/counts")).json()
    assert counts["referrals"] == {"open": 3, "paused": 0, "closed": 1}
    assert counts["first_contacts"] == 4
    assert counts["timers"] == [
        {"kind": "first-contact", "status": "cancelled", "count": 1},
        {"kind": "first-contact", "status": "recorded", "count": 2},
        {"kind": "first-contact", "status": "scheduled", "count": 2},
        {"kind": "provider-reply", "status": "cancelled", "count": 1},
    ]


async def test_operators_see_the_policy_in_force_and_how_late_timers_are(world: World) -> None:
    service = await world.start()

    policy = (await service.get("/v1/policy")).json()
    metrics = (await service.get("/metrics")).text

    assert (policy["name"], policy["version"], policy["first_contact"]["working_days"]) == ("default", 1, 5)
    assert 'towpath_timers_overdue_seconds{service="followup"}' in metrics


async def refused(service: Followup, path: str, body: object) -> tuple[int, str]:
    answer = await service.post(path, body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_every_refusal_is_clear_and_quotes_nothing(world: World) -> None:
    service = await world.start()
    referral, closed = await accepted(world, 2)
    await world.send(world.tell(referral, REQUESTED), world.tell(referral, STARTED), world.tell(closed, CLOSED))
    await world.heard(Scheduled, count=4)
    contacts, measures = f"/v1/referrals/{referral}/contacts", f"/v1/referrals/{referral}/measures"
    timers = (await service.get(f"/v1/referrals/{referral}")).json()["timers"]
    reply = next(timer["id"] for timer in timers if timer["kind"] == "provider-reply")
    await service.post(contacts, REACHED)
    settled = {"timer": timers[0]["id"], "outcome": "reached", "channel": "phone"}
    strange = id_of("strange")

    answers = {
        "unknown referral": await refused(service, f"/v1/referrals/{strange}/contacts", REACHED),
        "closed": await refused(service, f"/v1/referrals/{closed}/contacts", REACHED),
        "not an id": await refused(service, f"/v1/referrals/{CANARY}/contacts", REACHED),
        "settled": await refused(service, contacts, settled),
        "unknown timer": await refused(service, contacts, settled | {"timer": strange}),
        "an answer": await refused(service, contacts, settled | {"timer": reply}),
        "no connection": await refused(service, contacts, REACHED | {"kind": "check-in"}),
        "unknown connection": await refused(service, contacts, REACHED | {"kind": "check-in", "connection": strange}),
        "misplaced": await refused(service, contacts, REACHED | {"connection": CONNECTION}),
        "both": await refused(service, contacts, REACHED | settled),
        "unknown outcome": await refused(service, contacts, REACHED | {"outcome": CANARY}),
        "a channel that reaches nobody": await refused(service, contacts, REACHED | {"channel": "bulk"}),
        "a field too many": await refused(service, contacts, REACHED | {"words": CANARY}),
        "unknown measure": await refused(service, measures, LONELY | {"measure": "phq-9"}),
        "out of range": await refused(service, measures, LONELY | {"answers": {"item-1": 9}}),
        "no number": await refused(service, measures, LONELY | {"answers": {CANARY: CANARY}}),
        "unknown question": await refused(service, measures, LONELY | {"answers": {CANARY: 1}}),
    }

    assert answers == {
        "unknown referral": (404, "referral-not-followed"),
        "closed": (409, "referral-closed"),
        "not an id": (422, "invalid-fields"),
        "settled": (409, "timer-settled"),
        "unknown timer": (404, "timer-not-found"),
        "an answer": (422, "not-a-contact"),
        "no connection": (422, "connection-misplaced"),
        "unknown connection": (404, "connection-not-found"),
        "misplaced": (422, "connection-misplaced"),
        "both": (422, "invalid-fields"),
        "unknown outcome": (422, "invalid-fields"),
        "a channel that reaches nobody": (422, "invalid-fields"),
        "a field too many": (422, "invalid-fields"),
        "unknown measure": (422, "measure-unknown"),
        "out of range": (422, "answers-wrong"),
        "no number": (422, "invalid-fields"),
        "unknown question": (422, "answers-wrong"),
    }
    for cursor in ("nonsense", "MjAyNi0wNi0wMVQwOTowMDowMCBhYmM", "\0"):
        answer = await service.get("/v1/timers", cursor=cursor)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/cursor-invalid")
    assert CANARY not in service.log.read_text()
