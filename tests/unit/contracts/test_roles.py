import pytest

from towpath_contracts import EVENTS, Event, Stream
from towpath_contracts.events.matching import NoMatchFound
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.roles import ROLES, Role, readers_of, writers_of
from towpath_followup.heard import HEARD
from towpath_matching.stream import REQUESTS, TABLES


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_every_event_has_a_role_that_writes_it(event: type[Event]) -> None:
    assert writers_of(event)


def test_every_stream_has_a_role_that_acts_on_it() -> None:
    assert {event.stream for part in ROLES.values() for event in part.reads} == set(Stream)


def test_only_the_partner_writes_its_replies_and_only_intake_its_inbox() -> None:
    for event in EVENTS.values():
        if event.stream is Stream.REPLIES:
            assert writers_of(event) == (Role.PARTNER,)
        if event.stream is Stream.INBOX:
            assert (writers_of(event), readers_of(event)) == ((Role.INTAKE,), (Role.PARTNER,))


def test_a_role_says_what_it_writes_and_reads_of_a_stream() -> None:
    assert NeedsAssessed in ROLES[Role.MATCHING].read_from(Stream.REFERRAL)
    assert NoMatchFound in ROLES[Role.MATCHING].written_to(Stream.MATCHING)
    assert not ROLES[Role.MATCHING].written_to(Stream.REFERRAL)


def test_nobody_is_named_twice() -> None:
    for part in ROLES.values():
        assert len(set(part.writes)) == len(part.writes)
        assert len(set(part.reads)) == len(part.reads)


def test_our_services_act_on_what_their_roles_act_on() -> None:
    assert set(ROLES[Role.FOLLOWUP].read_from(Stream.REFERRAL)) == set(HEARD)
    assert set(ROLES[Role.MATCHING].read_from(Stream.REFERRAL)) == set(REQUESTS)
    assert {event.stream for event in ROLES[Role.MATCHING].reads} == {Stream.REFERRAL, *TABLES}


def test_the_roles_are_those_of_the_design() -> None:
    assert [role.value for role in ROLES] == ["intake", "matching", "followup", "directory", "partner"]
