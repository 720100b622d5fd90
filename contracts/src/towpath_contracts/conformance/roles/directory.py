"""The cases of the role directory: listings go out on the directory stream, how much room they have on capacity.

A directory hears of its listings elsewhere, so most of this needs a stimulus. It is asked to ``publish`` {listing} and
answers with {service}, the id under which it published; to ``change`` {service, listing}, the whole of it as it is to
stand; to ``withdraw`` {service}; to ``report`` {service, state, spaces}. A listing is a service as in the schema of
service_published. How it travels across a crash is proven in ``directory_delivery``.
"""

from __future__ import annotations

from uuid import uuid4

from towpath_contracts.conformance.case import Needs, NotAsked, Promise, case, expect
from towpath_contracts.conformance.kit import CANARY, Kit
from towpath_contracts.conformance.shelf import differences, ids_of, published, shelf_of
from towpath_contracts.conformance.village import far_from, listing
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_contracts.roles import Role

ASKED = (Needs.STIMULUS,)
STANDING = (Stream.DIRECTORY, Stream.CAPACITY)


@case(Role.DIRECTORY, promise=Promise.FORM, audit=True)
async def what_stands_on_its_topics_can_be_read_from_the_start(kit: Kit) -> None:
    """A new reader builds its index from the whole of a compacted topic: each record is a full state."""
    found = 0
    async for record in kit.bus.standing(*STANDING):
        if kit.is_of_the_target(record):
            found += 1
            expect(record.fault is None, f"{record.place} cannot be read: {record.fault}")
            known = record.value is None or record.event is not None
            expect(known, f"{record.place} is of a type that this stream does not have")
    if not found:
        raise NotAsked("nothing of it stands on its topics")


@case(Role.DIRECTORY, promise=Promise.RIGHT, needs=ASKED)
async def a_listing_that_is_published_is_sent_whole(kit: Kit) -> None:
    """Who reads the topic asks nobody back: what is not in the record does not exist for matching."""
    async with shelf_of(kit) as shelf:
        told = listing(minimum_age=18.0, maximum_age=65.0, languages=["en", "cy"])
        service = await shelf.publish(told)
        first = (await published(kit, service))[0]
        wrong = differences(first, told)
        expect(not wrong, f"service {service} was published without, or with other: {', '.join(wrong)}")
        expect(first.envelope is not None and first.envelope.sequence is not None, f"{first.place} has no sequence")


@case(Role.DIRECTORY, promise=Promise.RIGHT, needs=ASKED)
async def a_listing_that_changed_is_sent_whole_again(kit: Kit) -> None:
    """Compaction keeps the last record of a key alone. What only an earlier one said is lost."""
    async with shelf_of(kit) as shelf:
        told = listing(minimum_age=18.0)
        service = await shelf.publish(told)
        await published(kit, service)
        changed = {name: value for name, value in told.items() if name != "minimum_age"}
        changed |= {"name": "Singing on the hill", "locations": far_from(told)}
        await shelf.change(service, changed)
        last = (await published(kit, service, events=2))[-1]
        wrong = differences(last, changed)
        expect(not wrong, f"service {service} was changed, and sent without, or with other: {', '.join(wrong)}")
        stale = isinstance(last.event, ServicePublished) and last.event.listing.minimum_age is not None
        expect(not stale, f"service {service} was sent with a minimum_age that it has no more")


@case(Role.DIRECTORY, promise=Promise.RIGHT, needs=ASKED)
async def a_listing_that_was_withdrawn_leaves_a_tombstone(kit: Kit) -> None:
    """A record without a value takes its key off the topic. Without it a service that is gone is offered for ever."""
    async with shelf_of(kit) as shelf:
        service = await shelf.publish(listing())
        await published(kit, service)
        await shelf.withdraw(service)
        (gone, *_) = await kit.answer(f"a tombstone for service {service}", ServiceWithdrawn, subject=service)
        expect(gone.value is None, f"{gone.place} says withdrawn and has a value: compaction will keep it")


@case(Role.DIRECTORY, promise=Promise.RIGHT, needs=ASKED)
async def a_listing_that_comes_back_counts_on_from_where_it_was(kit: Kit) -> None:
    """The sequence is the service's own. Were it to begin anew, readers would take the return for old news."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        await published(kit, service)
        await shelf.withdraw(service)
        await kit.answer(f"a tombstone for service {service}", ServiceWithdrawn, subject=service)
        again = await shelf.publish(told | {"id": service})
        expect(again == service, f"service {service} came back under another id: {again}")
        records = await published(kit, service, events=2)
        first, last = (record.envelope.sequence if record.envelope else None for record in (records[0], records[-1]))
        expect(
            first is not None and last is not None and last > first, f"service {service}: sequence {first}, then {last}"
        )


@case(Role.DIRECTORY, promise=Promise.RIGHT, needs=ASKED)
async def the_room_of_a_service_is_reported_as_it_was_said(kit: Kit) -> None:
    """Matching stops proposing a service the moment that it says it is full."""
    async with shelf_of(kit) as shelf:
        service = await shelf.publish(listing())
        await published(kit, service)
        for count, (state, spaces) in enumerate((("no-capacity", 0), ("capacity", 3)), 1):
            await shelf.report(service, state, spaces)
            what = f"capacity_reported for service {service} with the state {state}"
            said = (await kit.answer(what, CapacityReported, subject=service, count=count))[-1].event
            assert isinstance(said, CapacityReported)
            expect((said.state, said.spaces) == (state, spaces), f"service {service} was reported with other room")


@case(Role.DIRECTORY, promise=Promise.TIMELY, needs=ASKED)
async def fifty_listings_at_once_are_sent_within_the_stated_time(kit: Kit) -> None:
    """A whole town is imported in one evening, and next morning a door that closed has to be off the list."""
    async with shelf_of(kit) as shelf:
        services = await shelf.publish_all([listing() for _ in range(50)])

        def missing() -> bool | None:
            return (
                services <= {record.envelope.subject for record in kit.heard(ServicePublished) if record.envelope}
                or None
            )

        await kit.bus.until("service_published for each of 50 listings", missing)


@case(Role.DIRECTORY, promise=Promise.DUPLICATES, needs=ASKED)
async def a_listing_that_is_published_again_unchanged_is_not_sent_again(kit: Kit) -> None:
    """Feeds are read every night, and nearly nothing in them has changed. Sending it all again drowns readers."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        await published(kit, service)
        for _ in range(3):
            await shelf.publish(told | {"id": service})
        await shelf.change(service, told | {"name": "Singing behind it"})
        await published(kit, service, events=2, name="Singing behind it")
        events = ids_of(kit, service)
        expect(len(events) == 2, f"service {service} was published and changed once, and sent as {len(events)} events")


@case(Role.DIRECTORY, promise=Promise.DUPLICATES, needs=ASKED)
async def a_listing_that_is_withdrawn_twice_leaves_one_tombstone(kit: Kit) -> None:
    """Two curators press the same button."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        await shelf.withdraw(service)
        await shelf.withdraw_perhaps(service)
        await shelf.publish(told | {"id": service})
        await published(kit, service, events=2)
        gone = kit.heard(ServiceWithdrawn, subject=service)
        ids = {record.envelope.id for record in gone if record.envelope is not None}
        expect(len(ids) == 1, f"service {service} was withdrawn once, and sent as {len(ids)} events")


@case(Role.DIRECTORY, promise=Promise.ORDER, needs=ASKED)
async def the_changes_of_one_listing_stand_in_their_order(kit: Kit) -> None:
    """The last record is the one that counts. Were it an earlier change, it would stand for ever."""
    async with shelf_of(kit) as shelf:
        told = listing()
        service = await shelf.publish(told)
        names = [f"Singing, part {number}" for number in range(8)]
        for name in names:
            await shelf.change(service, told | {"name": name})
        records = await published(kit, service, events=1 + len(names), name=names[-1])
        first_of = {record.envelope.id: record for record in reversed(records) if record.envelope is not None}
        said = [
            record.event.listing.name
            for record in reversed(first_of.values())
            if isinstance(record.event, ServicePublished)
        ]
        expect(said[1:] == names, f"the {len(names)} changes of service {service} stand in another order")
        sequences = [record.envelope.sequence for record in reversed(first_of.values()) if record.envelope is not None]
        begin = sequences[0] or 0
        whole = list(range(begin, begin + len(sequences)))
        expect(sequences == whole, f"service {service}: the sequence went {sequences}")
        expect(len({record.partition for record in records}) == 1, f"service {service} stands in several partitions")


@case(Role.DIRECTORY, promise=Promise.TOLERANT, needs=ASKED)
async def a_code_that_nobody_knows_yet_is_passed_on(kit: Kit) -> None:
    """A partnership adds needs of its own. A directory that drops them makes their services invisible."""
    async with shelf_of(kit) as shelf:
        strange = f"need-of-{uuid4().hex[:12]}"
        told = listing(needs=["singing", strange])
        service = await shelf.publish(told)
        said = (await published(kit, service))[-1].event
        assert isinstance(said, ServicePublished)
        expect(strange in said.listing.needs, f"service {service} was sent without a need code that it named")


@case(Role.DIRECTORY, promise=Promise.PRIVATE, needs=ASKED)
async def a_person_who_is_named_beside_a_listing_is_not_sent(kit: Kit) -> None:
    """Feeds name volunteers beside the role that they have. The contract has a place for the role alone."""
    contacts = [{"id": str(uuid4()), "name": CANARY, "title": "Organiser", "department": "Walks"}]
    plain = listing()
    organization = plain["organization"] | {"contacts": contacts}
    async with shelf_of(kit) as shelf:
        taken = [
            await shelf.publish_perhaps(listing(contacts=contacts)),
            await shelf.publish_perhaps(plain | {"organization": organization}),
        ]
        for service in filter(None, taken):
            for record in await published(kit, service):
                expect(CANARY.encode() not in record.raw, f"{record.place} names a person who stood beside the listing")
    if not any(taken):
        raise NotAsked("it refused every listing with a person beside it")
