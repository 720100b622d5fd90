from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from support.matching_story import NOW, POLICY, capacity, id_of, listing, request
from towpath_contracts.codes import RematchReason
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.events.referral import Closed, RematchRequested
from towpath_matching.index import Index
from towpath_matching.stream import REQUESTS, keep, respond

LATER = NOW + timedelta(days=1)


def said(event: Event, at: object = NOW) -> Envelope:
    return Envelope.of(
        event,
        event_id=str(uuid5(NAMESPACE_URL, repr((event.type, at)))),
        source="/org/towpath/referral",
        aggregate=id_of("referral"),
        time=NOW if at is NOW else LATER,
    )


def test_the_streams_fill_the_index_and_empty_it() -> None:
    index = Index()
    take = keep(index)
    group, room = ServicePublished(listing=listing("group")), capacity("group", "closed")
    take(Stream.CAPACITY, id_of("group"), room, said(room))
    take(Stream.DIRECTORY, id_of("group"), group, said(group))
    (answered,) = respond(index, POLICY)([said(request())])[0]
    assert isinstance(answered, NoMatchFound)
    assert answered.excluded == {"no-capacity": 1}

    take(Stream.CAPACITY, id_of("group"), None, said(room))
    (answered,) = respond(index, POLICY)([said(request())])[0]
    assert isinstance(answered, OptionsProposed)

    take(Stream.DIRECTORY, id_of("group"), None, said(ServiceWithdrawn(), LATER))
    (answered,) = respond(index, POLICY)([said(request())])[0]
    assert isinstance(answered, NoMatchFound)
    assert answered.considered == 0
    assert answered.directory_as_of == LATER


def test_a_batch_is_answered_in_order_and_nothing_else_is() -> None:
    again = RematchRequested(
        **(request().model_dump() | {"assessment": id_of("second"), "reason": RematchReason.ASKED.value})
    )
    answers = respond(Index(), POLICY)([said(request()), said(Closed(reason="goals-met")), said(again)])
    assert [[one.assessment for one in events if isinstance(one, NoMatchFound)] for events in answers] == [
        [id_of("assessment")],
        [],
        [id_of("second")],
    ]
    assert {type(request()), RematchRequested} == set(REQUESTS)


def test_the_same_request_has_the_same_answer_whatever_the_hour_at_which_it_is_read() -> None:
    one, other = Index(), Index()
    listings = [listing(f"group {n}") for n in range(20)]
    for index, order in ((one, listings), (other, listings[::-1])):
        for group in order:
            index.publish(group.id, group, NOW)
    asked = said(request())
    answers = [respond(index, POLICY)([asked])[0][0].to_json() for index in (one, other, one)]
    assert answers[0] == answers[1] == answers[2]
