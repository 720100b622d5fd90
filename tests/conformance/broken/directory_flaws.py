"""The defects of a directory: which promise each breaks, which case has to turn red, and with what words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from conformance.broken import directories
from conformance.broken.directories import Running, Sending
from conformance.foreign.directory import Document
from support.broken import Flaw

WHOLE = "a_listing_that_is_published_is_sent_whole"
CHANGED = "a_listing_that_changed_is_sent_whole_again"
GONE = "a_listing_that_was_withdrawn_leaves_a_tombstone"
BACK = "a_listing_that_comes_back_counts_on_from_where_it_was"
ROOM = "the_room_of_a_service_is_reported_as_it_was_said"
FIFTY = "fifty_listings_at_once_are_sent_within_the_stated_time"
UNCHANGED = "a_listing_that_is_published_again_unchanged_is_not_sent_again"
TWICE = "a_listing_that_is_withdrawn_twice_leaves_one_tombstone"
ORDER = "the_changes_of_one_listing_stand_in_their_order"
STRANGE = "a_code_that_nobody_knows_yet_is_passed_on"
NAMED = "a_person_who_is_named_beside_a_listing_is_not_sent"
LEFT = "a_report_of_a_partner_is_left_standing"
OTHERS = "what_others_say_disturbs_no_listing"
POISON = "what_nobody_can_read_disturbs_no_listing"
AGAIN = "what_is_sent_again_after_a_crash_is_the_same_under_the_same_id"
AWAY = "a_directory_that_was_away_knows_what_it_published"
CRASH = "a_crash_in_the_middle_loses_no_listing_and_sends_none_twice"
STANDING = "what_stands_on_its_topics_can_be_read_from_the_start"
READABLE = "every_record_can_be_read_by_the_contracts"
HEADERS = "every_record_has_the_headers_of_the_binding"
ONE_ID = "every_id_stands_for_one_event_alone"
SEQUENCE = "the_sequence_of_every_subject_has_no_gap_and_never_goes_back"
NAMELESS = "no_name_that_was_given_in_confidence_comes_out_on_a_topic"
AGREED = "no_field_is_sent_that_the_contracts_do_not_know"


def _of(kind: type[Running], cases: Sequence[str], words: str, *beside: str) -> Flaw:
    return Flaw(kind, cases, words, beside)


def _sends(cases: Sequence[str], words: str, beside: Sequence[str], change: Callable[[Document], object]) -> Flaw:
    fields: dict[str, Any] = {"change": staticmethod(change)}
    return Flaw(type("Sending", (Sending,), fields), cases, words, beside)


def _head(**attributes: Callable[[], str]) -> Callable[[Document], object]:
    return lambda one: one["attributes"].update({name: made() for name, made in attributes.items()})


def _drop(name: str) -> Callable[[Document], object]:
    return lambda one: (one["said"] or {}).get("listing", {}).pop(name, None)


def _skip(one: Document) -> None:
    one["attributes"]["sequence"] = f"{2 * int(one['attributes']['sequence']):010}"


def _same(one: Document) -> None:
    one["attributes"]["id"] = str(uuid5(NAMESPACE_OID, one["attributes"]["subject"]))


FLAWS: dict[str, Flaw] = {
    "drops a field": _sends([WHOLE], "minimum_age", [GONE], _drop("minimum_age")),
    "sends no sequence": _sends([WHOLE], "no sequence", [GONE], lambda one: one["attributes"].pop("sequence", None)),
    "sends what changed alone": _of(directories.Partial, [CHANGED], "with other: free", WHOLE),
    "keeps what was said before": _of(directories.Merging, [CHANGED], "that it has no more", WHOLE),
    "leaves no tombstone": _of(directories.Lingering, [GONE], "a tombstone for service", WHOLE),
    "forgets what it withdrew": _of(directories.Restarting, [BACK], "sequence 1, then 1", WHOLE, GONE),
    "hears nothing of room": _of(directories.Dull, [ROOM], "state no-capacity", WHOLE),
    "takes too long": _of(directories.Slow, [FIFTY], "each of 50 listings", WHOLE),
    "sends what did not change": _of(directories.Repeating, [UNCHANGED], "sent as 5 events", WHOLE),
    "withdraws twice": _of(directories.WithdrawingTwice, [TWICE], "sent as 2 events", WHOLE, GONE),
    "sends changes out of order": _of(directories.Tumbling, [ORDER], "another order", WHOLE),
    "drops unknown codes": _of(directories.Narrow, [STRANGE], "a need code that it named", WHOLE),
    "passes on who is named": _of(directories.Gossiping, [NAMED, NAMELESS, AGREED], "names a person", WHOLE),
    "overrules partners": _of(directories.Overruling, [LEFT], "takes back what a partner reported", WHOLE),
    "stops at strange fields": _of(directories.Strict, [OTHERS], "failed at change: ConnectionError", WHOLE),
    "stops at poison": _of(directories.Sensitive, [POISON], "failed at publish: ConnectionError", WHOLE),
    "sends again under new ids": _of(directories.NewIds, [AGAIN, AWAY], "sent as 3 events", WHOLE),
    "forgets all in a crash": _of(directories.Forgetting, [AWAY], "sent as 3 events", WHOLE),
    "promises what it does not keep": _of(directories.Hopeful, [CRASH], "0 came", WHOLE),
    "sends under keys of its own": _of(directories.Keyless, [WHOLE, STANDING, READABLE], "key-mismatch"),
    "names another schema": _sends([HEADERS], "ce_dataschema", [WHOLE], _head(dataschema=lambda: "urn:another")),
    "has one id for all of a service": _sends([CHANGED, ONE_ID], "have one id", [WHOLE], _same),
    "skips sequences": _sends([SEQUENCE], "the sequence went", [WHOLE, CHANGED], _skip),
    "sends ids that are none": _sends([WHOLE, READABLE], "bad-attribute", [], _head(id=lambda: f"event {uuid4()}")),
}
"""Every defect, by what a directory does wrong."""
