"""What version 1 was promised to hold: each event with the fields that matter, each state and reason of the field."""

from collections.abc import Iterator
from typing import Any

import pytest

from towpath_contracts import EVENTS, Event
from towpath_contracts.codes import CapacityState, ConcernKind, MeasurePoint, NeedCode, PartnerAnswer, Reason, Setting
from towpath_contracts.compatibility import resolved
from towpath_contracts.json_schema import form_of
from towpath_contracts.states import BEGINNING, CASE, CONNECTION

PROMISED = """
referral.received person referrer.organisation referrer.kind referrer.channel urgency reasons[] area.code age
    languages[] access_needs[]
referral.accepted link_worker team
referral.rejected reason
referral.reallocated
referral.needs_assessed assessment needs[].code needs[].priority preferences.modes[] preferences.days[]
    preferences.times[] preferences.max_km preferences.setting preferences.free_only circumstances.age
    circumstances.codes[] area.code languages[] access_needs[] excluded_services[]
referral.rematch_requested
referral.plan_agreed plan goals review_every_days
referral.connection_requested connection service organisation supported_introduction
referral.connection_accepted connection
referral.connection_waitlisted connection expected_by
referral.connection_rejected connection reason
referral.connection_started connection
referral.connection_completed connection
referral.connection_failed connection reason
referral.connection_cancelled connection reason
referral.paused reason
referral.resumed
referral.closed reason
referral.concern_raised kind routed_to
matching.options_proposed assessment options[].service options[].organisation options[].rank options[].score
    options[].reasons[].factor options[].reasons[].effect options[].reasons[].words options[].km
    options[].next_session options[].expected_wait_days considered excluded{} policy directory_as_of
matching.no_match_found needs_unmet[] area.code nearest_misses[].service nearest_misses[].in_the_way[]
followup.scheduled kind due
followup.due
followup.recorded kind outcome channel
followup.missed
followup.escalated to
followup.attempts_exhausted
followup.reply_overdue connection
followup.measure_recorded measure scores{} point
directory.service_published listing.needs[] listing.circumstances[] listing.organization.name
    listing.locations[].addresses[].postal_code listing.schedules[].byday listing.cost_options[].amount
    listing.taxonomy_terms[].name listing.eligibility_description listing.wait_time
directory.service_withdrawn
capacity.capacity_reported service state spaces wait_days as_of offers_in_flight accepted_90d ended_well_90d
gap.gap_raised need area.code people_waiting since
gap.gap_answered service
person.consent_changed
person.erasure_requested
person.erasure_confirmed service counts{}
inbox.connection_offered connection service why[] needs[] access_needs[] contact
inbox.connection_withdrawn connection
replies.connection_answered connection answer reason
replies.attendance_recorded connection
replies.connection_ended connection outcome
"""
"""Events by stream and name, with the fields that their subscribers were promised."""

LISTS = {
    Reason: "goals-met partly-met declined-by-person no-longer-interested could-not-contact did-not-engage "
    "not-eligible no-capacity out-of-area needs-met-elsewhere referred-elsewhere moved-away deceased duplicate "
    "entered-in-error safeguarding-or-clinical other",
    NeedCode: "housing money-and-benefits debt loneliness low-level-mental-health emotional-support "
    "long-term-conditions complex-social-needs unpaid-carers bereavement unemployment-and-work families healthy-eating "
    "physical-activity arts-and-culture gardening cookery singing walking sport social-groups befriending "
    "volunteering practical-advice",
    CapacityState: "capacity no-capacity waitlist additional-assessment-required closed",
    PartnerAnswer: "accepted waitlisted rejected",
    ConcernKind: "safeguarding crisis",
    MeasurePoint: "baseline review end",
    Setting: "group one-to-one",
}
"""Code lists, each with the values that it was promised to know."""

TASK_STATES = "requested accepted rejected in-progress on-hold completed cancelled failed entered-in-error"
"""Those of FHIR Task (R4) which others can see; a draft is nobody's business yet."""


def promised() -> Iterator[tuple[str, list[str]]]:
    for line in PROMISED.replace("\n    ", " ").strip().splitlines():
        name, *fields = line.split()
        yield name, fields


def paths(part: dict[str, Any], path: str = "") -> Iterator[str]:
    yield path.removeprefix(".")
    for name, field in part.get("properties", {}).items():
        yield from paths(field, f"{path}.{name}")
    if "items" in part:
        yield from paths(part["items"], f"{path}[]")
    if "propertyNames" in part:
        yield f"{path}{{}}".removeprefix(".")


@pytest.mark.parametrize(("name", "fields"), list(promised()))
def test_an_event_of_version_1_says_what_was_promised(name: str, fields: list[str]) -> None:
    event: type[Event] = EVENTS[f"org.towpath.{name}.v1"]
    assert set(fields) <= set(paths(resolved(form_of(event))))
    assert event.__doc__


@pytest.mark.parametrize(("known", "values"), list(LISTS.items()))
def test_a_code_list_knows_what_was_promised(known: Any, values: str) -> None:
    assert set(values.split()) <= {member.value for member in known}


@pytest.mark.parametrize("state", TASK_STATES.split())
def test_every_state_of_a_task_is_one_of_a_case_and_an_event_leads_to_it(state: str) -> None:
    assert state in CASE.states
    [event, *_] = [move.event for move in CASE.moves if move.after == state != move.before]
    assert f"org.towpath.referral.{event}.v1" in EVENTS


@pytest.mark.parametrize("machine", [CASE, CONNECTION], ids=lambda machine: machine.name)
def test_every_state_can_be_reached_by_events_that_are_there(machine: Any) -> None:
    reached = {BEGINNING}
    while further := {move.after for move in machine.moves if move.before in reached} - reached:
        reached |= further
    assert reached == {BEGINNING, *machine.states}
    assert {f"org.towpath.referral.{move.event}.v1" for move in machine.moves} <= EVENTS.keys()
