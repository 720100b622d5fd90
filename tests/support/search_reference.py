"""What a question without words and place comes to, decided listing by listing in the most obvious way."""

from __future__ import annotations

from typing import Any

from towpath_contracts.listing import Listing, Schedule
from towpath_directory.search.asked import SearchAsked

TODAY = "2026-03-02"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def fits(entry: dict[str, Any], asked: SearchAsked) -> bool:
    """Say whether a listed entry is found."""
    listing = Listing.model_validate(entry["listing"])
    low, high = listing.minimum_age, listing.maximum_age
    terms = {term.id for term in listing.taxonomy_terms}
    taxonomies = {term.taxonomy_id for term in listing.taxonomy_terms}
    return all(
        (
            not asked.needs or bool(set(asked.needs) & set(listing.needs)),
            not asked.taxonomy_terms or bool(set(asked.taxonomy_terms) & terms),
            asked.taxonomy is None or asked.taxonomy in taxonomies,
            asked.minimum_age is None or (low is not None and low >= asked.minimum_age),
            asked.maximum_age is None or (high is not None and high <= asked.maximum_age),
            asked.age is None or ((low or 0) <= asked.age <= (130 if high is None else high)),
            asked.organisation is None or listing.organization.id == asked.organisation,
            asked.publisher is None or listing.publisher == asked.publisher,
            not asked.statuses or listing.status in asked.statuses,
            asked.modified_after is None or entry["stamp"] >= asked.modified_after.timestamp() * 1_000_000,
            not _timed(asked) or any(_open(schedule, asked) for schedule in listing.schedules),
        )
    )


def _timed(asked: SearchAsked) -> bool:
    return bool(asked.days) or asked.start_time is not None or asked.end_time is not None


def _open(schedule: Schedule, asked: SearchAsked) -> bool:
    if schedule.valid_to is not None and schedule.valid_to.isoformat() < TODAY:
        return False
    days = {WEEKDAYS.index(day) for day in (schedule.byday or "").split(",")}
    opens, closes = schedule.opens_at, schedule.closes_at
    late = asked.start_time is None or (opens is not None and opens >= asked.start_time)
    overnight = opens is not None and closes is not None and closes <= opens
    early = asked.end_time is None or (closes is not None and not overnight and closes <= asked.end_time)
    return (not asked.days or bool(days & set(asked.days))) and late and early
