"""The defects of a matcher: which promise each breaks, which case has to turn red, and with what words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from conformance.broken import matchers
from conformance.broken.matchers import Heading, Ignoring, Saying, Strict, StrictOnListings
from conformance.foreign.matcher import SCHEMAS, Document, Matcher
from support.broken import Flaw

KNOWN = json.loads((SCHEMAS / "referral" / "needs_assessed" / "v1.1.json").read_text(encoding="utf-8"))
CODES = frozenset(KNOWN["$defs"]["Need"]["properties"]["code"]["x-extensible-enum"])


def _of(kind: type[Matcher], **said: Any) -> type[Matcher]:
    return type(kind.__name__, (kind,), {name: staticmethod(v) if callable(v) else v for name, v in said.items()})


def _worst_first(said: Document, asked: Document) -> None:
    for rank, option in enumerate(said.get("options", ())[::-1], 1):
        option.update(rank=rank, score=round(rank / 10, 1))
    said.get("options", []).reverse()


def _each_option(change: Callable[[Document], object]) -> Callable[[Document, Document], None]:
    def all_of_them(said: Document, asked: Document) -> None:
        for option in said.get("options", ()):
            change(option)

    return all_of_them


def _unknown_field(record: Any) -> bool:
    return bool(set(json.loads(record.value)) - set(KNOWN["properties"]) - {"reason"})


def _unknown_code(record: Any) -> bool:
    return any(need["code"] not in CODES for need in json.loads(record.value)["needs"])


def _structured(record: Any) -> bool:
    return bool(dict(record.headers).get("content-type", b"").startswith(b"application/cloudevents"))


def _strange_header(record: Any) -> bool:
    return not all(value is not None and value.isascii() for _, value in record.headers)


def _bare(record: Any) -> bool:
    return record.value is None and not record.headers


def _counted(said: Document, asked: Document, so_far: list[None]) -> None:
    so_far.append(None)
    said["considered"] += len(so_far)


def _new_id(headers: dict[str, bytes]) -> None:
    headers["ce_id"] = str(uuid4()).encode()


ODD = "an_odd_request_is_answered_like_any_other"
PROPOSED = "a_service_nearby_that_meets_the_need_is_among_the_options"
AGAIN = "a_request_that_is_delivered_again_has_the_same_answer_under_the_same_id"
CAUSE = "the_answer_names_its_request_its_referral_and_its_assessment"
AWAY = "what_was_asked_while_it_was_away_is_answered_by_the_directory_of_now"
CRASH = "a_crash_in_the_middle_loses_no_request_and_changes_no_answer"
ANY = ("every_request_for_options_is_answered",)


def _ignores(obstacle: str, case: str, words: str) -> Flaw:
    return Flaw(_of(Ignoring, obstacle=obstacle), [case], words, (PROPOSED,))


def _says(case: str, words: str, change: Callable[[Document, Document], object]) -> Flaw:
    return Flaw(_of(Saying, change=change), [case], words, ANY)


def _heads(
    cases: Sequence[str], words: str, beside: Sequence[str], change: Callable[[dict[str, bytes]], object]
) -> Flaw:
    return Flaw(_of(Heading, change=change), cases, words, beside)


FLAWS: dict[str, Flaw] = {
    "says nothing where nothing fits": Flaw(
        matchers.Silent,
        ["a_request_that_nothing_can_fit_is_answered_with_its_unmet_needs"],
        "nothing within",
        (PROPOSED,),
    ),
    "takes too long": Flaw(
        matchers.Slow, ["a_hundred_requests_at_once_are_answered_within_the_stated_time"], "100 requests at once"
    ),
    "proposes what is excluded": _ignores(
        "excluded", "a_service_that_is_excluded_is_not_proposed", "though it was excluded"
    ),
    "proposes what is far away": _ignores("area", "a_service_out_of_reach_is_not_proposed", "who lives far from it"),
    "proposes to any age": _ignores("age", "a_service_for_another_age_is_not_proposed", "younger than its lowest age"),
    "proposes what costs money": _ignores(
        "cost", "a_service_that_costs_money_is_not_proposed_to_somebody_who_can_pay_nothing", "costs money"
    ),
    "proposes any mode": _ignores("mode", "a_service_that_is_given_in_another_way_is_not_proposed", "in person only"),
    "proposes what is closed": _ignores(
        "not-active", "a_service_that_is_closed_for_the_time_is_not_proposed", "temporarily closed"
    ),
    "proposes what is full": _ignores(
        "no-capacity", "a_service_without_room_is_not_proposed_until_it_has_room_again", "reported no-capacity"
    ),
    "proposes what nobody needs": _ignores(
        "need", "a_request_that_nothing_can_fit_is_answered_with_its_unmet_needs", "no listing names"
    ),
    "keeps what was withdrawn": Flaw(
        matchers.Hoarding, ["a_service_that_was_withdrawn_is_not_proposed"], "after its withdrawal", (PROPOSED,)
    ),
    "keeps what has changed": Flaw(
        matchers.Forgetful, ["a_listing_that_changed_counts_as_it_stands_now"], "moved away from", (PROPOSED,)
    ),
    "names no unmet need where nothing fits": _says(
        "a_request_that_nothing_can_fit_is_answered_with_its_unmet_needs",
        "not among needs_unmet",
        lambda said, asked: said.update(needs_unmet=[]),
    ),
    "loses a need": _says(
        "every_need_is_met_by_an_option_or_named_as_unmet",
        "needs_unmet does not name",
        lambda said, asked: said.update(needs_unmet=[]),
    ),
    "ranks the worst first": _says(
        "options_are_ranked_from_one_and_their_scores_do_not_rise", "scores rise", _worst_first
    ),
    "gives no reasons": _says(
        "every_option_says_why_in_words", "no reasons", _each_option(lambda option: option.update(reasons=[]))
    ),
    "counts wrongly": _says(
        "what_was_left_out_is_counted_once_each", "0 listings considered", lambda said, asked: said.update(considered=0)
    ),
    "names no cause": _heads([CAUSE], "causationid", (), lambda headers: headers.pop("ce_causationid")),
    "names no correlation": _heads(
        [CAUSE, "what_follows_from_a_message_keeps_its_correlation_and_its_trace"],
        "correlation",
        ANY,
        lambda headers: headers.pop("ce_correlationid"),
    ),
    "begins a trace of its own": _heads(
        ["what_follows_from_a_message_keeps_its_correlation_and_its_trace"],
        "another trace",
        ANY,
        lambda headers: headers.update(ce_traceparent=f"00-{uuid4().hex}-{uuid4().hex[:16]}-01".encode()),
    ),
    "answers another assessment": _says(
        CAUSE, "another assessment", lambda said, asked: said.update(assessment=str(uuid4()))
    ),
    "makes new ids": _heads([AGAIN], "under 3 ids", ANY, _new_id),
    "makes new ids after a crash": _heads([CRASH], "under 2 ids", ANY, _new_id),
    "says it otherwise the second time": Flaw(
        _of(Saying, change=partial(_counted, so_far=[])), [AGAIN, "every_id_stands_for_one_event_alone"], "", ANY
    ),
    "has one id for what asks the same": Flaw(
        _of(Heading, change=lambda headers: headers.update(ce_id=str(uuid5(NAMESPACE_OID, "same")).encode())),
        ["two_requests_that_ask_the_same_have_answers_of_their_own", "every_id_stands_for_one_event_alone"],
        "",
        ANY,
    ),
    "doubles a listing": Flaw(
        matchers.Doubling, ["a_listing_that_is_delivered_again_is_proposed_once"], "proposed 2 times"
    ),
    "answers the last first": Flaw(
        matchers.Backwards, ["requests_of_one_referral_are_answered_in_their_order"], "another order"
    ),
    "refuses unknown fields": Flaw(_of(Strict, refuses=_unknown_field), [ODD], "fields that nobody knows"),
    "refuses structured mode": Flaw(_of(Strict, refuses=_structured), [ODD], "structured mode"),
    "refuses strange headers": Flaw(_of(Strict, refuses=_strange_header), [ODD], "headers that are no text"),
    "refuses unknown codes": Flaw(
        _of(Strict, refuses=_unknown_code),
        ["codes_that_nobody_knows_yet_do_not_stop_an_answer"],
        "codes that nobody knows",
    ),
    "refuses who lives nowhere": Flaw(
        _of(Strict, refuses=lambda record: b'"lat"' not in record.value),
        ["a_request_from_where_nobody_knows_is_answered"],
        "no place",
    ),
    "answers what asks for nothing": Flaw(
        matchers.Eager, ["what_asks_for_nothing_is_passed_over"], "asked for nothing"
    ),
    "refuses odd listings": Flaw(
        _of(StrictOnListings, refuses=_structured), ["an_odd_listing_is_proposed_like_any_other"], "structured mode"
    ),
    "refuses bare tombstones": Flaw(
        _of(StrictOnListings, refuses=_bare), ["a_tombstone_without_headers_withdraws_a_service"], "without headers"
    ),
    "copies what it was asked": Flaw(
        matchers.Copying,
        [
            "what_a_request_holds_beyond_the_contract_comes_out_nowhere",
            "no_name_that_was_given_in_confidence_comes_out_on_a_topic",
            "no_field_is_sent_that_the_contracts_do_not_know",
        ],
        "",
    ),
    "stops at a broken request": Flaw(
        matchers.Choking, ["requests_that_nobody_can_read_hold_up_no_other"], "behind a value that is no JSON"
    ),
    "stops at a broken listing": Flaw(
        matchers.ChokingOnListings,
        ["listings_and_reports_that_nobody_can_read_hold_up_no_other"],
        "behind a value that is no JSON",
    ),
    "begins with what comes after its start": Flaw(matchers.Absent, [AWAY], "20 of 20 requests have no answer"),
    "answers before it knows the directory": Flaw(matchers.Hasty, [AWAY], "published before it started"),
    "commits before it answers": Flaw(matchers.Careless, [CRASH], "have no answer"),
    "answers in a form of its own": Flaw(
        _of(Saying, change=lambda said, asked: said.update(policy="My Policy!")),
        ["every_request_for_options_is_answered", "every_record_can_be_read_by_the_contracts"],
        "invalid-fields",
    ),
    "names another schema": _heads(
        ["every_record_has_the_headers_of_the_binding"],
        "ce_dataschema",
        ANY,
        lambda headers: headers.update(ce_dataschema=b"urn:another"),
    ),
}
"""Every defect, by what a matcher does wrong."""
