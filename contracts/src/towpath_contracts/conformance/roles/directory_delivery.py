"""The cases of the role directory on what disturbs it: others on its streams, what nobody can read, and a crash."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from towpath_contracts.conformance.case import Needs, Promise, case, expect
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.conformance.oddities import BEARABLE, POISON, of_a_strange_type
from towpath_contracts.conformance.shelf import differences, ids_of, published, shelf_of
from towpath_contracts.conformance.village import HOME, listing
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished
from towpath_contracts.events.matching import NoMatchFound
from towpath_contracts.events.person import ErasureRequested
from towpath_contracts.events.referral import ConnectionRejected, ConnectionRequested
from towpath_contracts.roles import Role

ASKED = (Needs.STIMULUS,)
CRASHED = (Needs.STIMULUS, Needs.CONTROL)
MANY = 40


def _said_by_others(kit: Kit, service: str) -> list[Envelope]:
    """Return what intake, matching and people cause on the streams that a directory may read."""
    referral, connection, person = str(uuid4()), str(uuid4()), str(uuid4())
    case_events: tuple[Event, ...] = (
        ConnectionRequested(connection=connection, service=service, organisation="conformance-choir"),
        ConnectionRejected(connection=connection, reason="no-capacity"),
    )
    told = {"assessment": str(uuid4()), "considered": 0, "policy": "conformance-1", "needs_unmet": ["singing"]}
    no_match = NoMatchFound.model_validate(told | {"area": HOME.model_dump(exclude_none=True)})
    return [
        *(kit.wrap(event, referral, service="referral", correlation=referral) for event in case_events),
        kit.wrap(no_match, referral, service="matching", correlation=referral),
        kit.wrap(ErasureRequested.model_validate({"person": person}), person, service="referral"),
    ]


@case(Role.DIRECTORY, promise=Promise.TOLERANT, needs=ASKED)
async def a_report_of_a_partner_is_left_standing(kit: Kit) -> None:
    """Partners say themselves how much room they have. Older news must not take that back."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        await published(kit, service)
        report = CapacityReported(service=service, state="no-capacity", as_of=datetime.now(UTC), spaces=0)
        for said in (report, report.model_copy(update={"state": "state-of-tomorrow"}), report):
            await kit.tell(kit.wrap(said, service, service="partner"))
        await shelf.change(service, told | {"name": "Singing, and full"})
        await published(kit, service, events=2)
        for record in kit.heard(CapacityReported, subject=service):
            assert isinstance(record.event, CapacityReported)
            expect(record.event.state == report.state, f"{record.place} takes back what a partner reported")
        mark = kit.wrap(report, service, service="partner")
        await kit.send(kit.record(mark)._replace(value=None))


@case(Role.DIRECTORY, promise=Promise.TOLERANT, needs=ASKED)
async def what_others_say_disturbs_no_listing(kit: Kit) -> None:
    """Streams are for many readers: events about its services, odd ones and types that are not known yet pass by."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        for change in (*BEARABLE.values(), of_a_strange_type):
            said = _said_by_others(kit, service)
            await kit.tell(*said)
            await kit.send(*(change(kit.record(one)) for one in said))
        await shelf.change(service, told | {"name": "Singing nevertheless"})
        records = await published(kit, service, events=2)
        wrong = differences(records[-1], told | {"name": "Singing nevertheless"})
        expect(not wrong, f"service {service} changed otherwise than it was told to: {', '.join(wrong)}")


@case(Role.DIRECTORY, promise=Promise.POISON, needs=ASKED)
async def what_nobody_can_read_disturbs_no_listing(kit: Kit) -> None:
    """One broken sender must not shut a directory. The poison stands on the streams that a directory may read."""
    async with shelf_of(kit) as shelf:
        for words, spoil in POISON.items():
            said = _said_by_others(kit, str(uuid4()))
            await kit.send(*(spoil(kit.record(one)) for one in said))
            service = await shelf.publish(listing(name=f"Singing behind {words}"))
            await published(kit, service)


@case(Role.DIRECTORY, promise=Promise.STABLE, needs=CRASHED)
async def what_is_sent_again_after_a_crash_is_the_same_under_the_same_id(kit: Kit) -> None:
    """Nobody knows of a record in flight whether it arrived, so it is sent again. By the id readers see that."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        await kit.stop()
        await kit.start()
        await published(kit, service, within=kit.after_a_start)
        await shelf.change(service, told | {"name": "Singing after the crash"})
        await published(kit, service, events=2, within=kit.after_a_start)
        events = ids_of(kit, service)
        expect(len(events) == 2, f"service {service} was published and changed once, and sent as {len(events)} events")
        by_id: dict[str, set[bytes | None]] = {}
        for record in kit.heard(ServicePublished, subject=service):
            assert record.envelope is not None
            by_id.setdefault(record.envelope.id, set()).add(record.value)
        changed = sorted(event for event, values in by_id.items() if len(values) > 1)
        expect(not changed, f"event {', '.join(changed)} was sent again with other contents")


@case(Role.DIRECTORY, promise=Promise.ABSENCE, needs=CRASHED)
async def a_directory_that_was_away_knows_what_it_published(kit: Kit) -> None:
    """Were it to forget, every service would be news again, or its sequence begin anew and be taken for old."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        (first, *_) = await published(kit, service)
        async with kit.away():
            await kit.tell(*_said_by_others(kit, service))
        await shelf.publish(told | {"id": service})
        await shelf.change(service, told | {"name": "Singing after a break"})
        records = await published(kit, service, events=2, within=kit.after_a_start, name="Singing after a break")
        events = ids_of(kit, service)
        expect(len(events) == 2, f"service {service} was unchanged after the break, and sent as {len(events)} events")
        before, after = (one.envelope.sequence if one.envelope else None for one in (first, records[-1]))
        expect(
            before is not None and after == before + 1, f"service {service}: sequence {before}, then {after} afterwards"
        )


@case(Role.DIRECTORY, promise=Promise.RESTART, needs=CRASHED)
async def a_crash_in_the_middle_loses_no_listing_and_sends_none_twice(kit: Kit) -> None:
    """What was answered is promised: it goes out, if not before the crash then after it, and as one event."""
    async with shelf_of(kit) as shelf:
        name = f"Singing {uuid4()}"
        listings = [listing(name=name) for _ in range(MANY)]
        halfway = asyncio.gather(*(shelf.publish_perhaps(told) for told in listings))
        await kit.bus.until("a first listing, to stop it in the middle", lambda: _any_named(kit, name))
        async with kit.away():
            promised = await halfway
        services = []
        for told, service in zip(listings, promised, strict=True):
            services.append(service or await shelf.publish_in_the_end(told, kit.after_a_start))
        for service in services:
            await published(kit, service, within=kit.after_a_start)
            events = ids_of(kit, service)
            expect(len(events) == 1, f"service {service} was published once, and sent as {len(events)} events")


def _any_named(kit: Kit, name: str) -> bool | None:
    found = [one.event for one in kit.heard(ServicePublished) if isinstance(one.event, ServicePublished)]
    return any(event.listing.name == name for event in found) or None
