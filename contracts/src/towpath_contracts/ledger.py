"""The fields whose form could hold something of a person, and what they hold instead; see ``personal``.

Under what they hold, the paths. ``*`` in place of an event's name stands for every event of the stream. Add a path only
with an answer to the question how nobody's name, number, address or words can get into that field.
"""

LISTING = "directory.service_published.listing"

_HELD: dict[str, tuple[str, ...]] = {
    "what an organisation publishes about a service of its own": (
        f"{LISTING}.name",
        f"{LISTING}.description",
        f"{LISTING}.url",
        f"{LISTING}.email",
        f"{LISTING}.wait_time",
        f"{LISTING}.eligibility_description",
        f"{LISTING}.organization.name",
        f"{LISTING}.organization.description",
        f"{LISTING}.organization.website",
        f"{LISTING}.organization.email",
        f"{LISTING}.phones[].number",
        f"{LISTING}.phones[].description",
        f"{LISTING}.locations[].name",
        f"{LISTING}.locations[].addresses[].address_1",
        f"{LISTING}.locations[].addresses[].city",
        f"{LISTING}.locations[].addresses[].state_province",
        f"{LISTING}.locations[].addresses[].postal_code",
        f"{LISTING}.locations[].addresses[].country",
        f"{LISTING}.locations[].addresses[].address_type",
        f"{LISTING}.service_areas[].name",
        f"{LISTING}.service_areas[].extent",
        f"{LISTING}.cost_options[].option",
        f"{LISTING}.cost_options[].amount",
        f"{LISTING}.cost_options[].currency",
        f"{LISTING}.taxonomy_terms[].name",
        f"{LISTING}.taxonomy_terms[].taxonomy",
        f"{LISTING}.taxonomy_terms[].code",
    ),
    "when a service meets, and when its listing was looked at": (
        f"{LISTING}.schedules[].dtstart",
        f"{LISTING}.schedules[].valid_from",
        f"{LISTING}.schedules[].valid_to",
        f"{LISTING}.schedules[].byday",
        f"{LISTING}.schedules[].bymonthday",
        f"{LISTING}.schedules[].opens_at",
        f"{LISTING}.schedules[].closes_at",
        f"{LISTING}.schedules[].attending_type",
        f"{LISTING}.schedules[].description",
        f"{LISTING}.assured_date",
        f"{LISTING}.last_modified",
    ),
    "the code of a configured list: a publisher, policy, purpose, measure or service of the platform": (
        f"{LISTING}.publisher",
        "matching.*.policy",
        "person.consent_changed.purpose",
        "person.erasure_confirmed.service",
        "followup.measure_recorded.measure",
    ),
    "a count, or a quantity of a service": (
        "capacity.capacity_reported.spaces",
        "capacity.capacity_reported.wait_days",
        "capacity.capacity_reported.offers_in_flight",
        "capacity.capacity_reported.accepted_90d",
        "capacity.capacity_reported.ended_well_90d",
        "followup.*.attempt",
        "followup.attempts_exhausted.attempts",
        "gap.gap_raised.people_waiting",
        "matching.*.considered",
        "matching.*.excluded{}",
        "matching.options_proposed.options[].rank",
        "matching.options_proposed.options[].expected_wait_days",
        "person.erasure_confirmed.counts{}",
        "referral.options_received.options",
        "referral.plan_agreed.goals",
    ),
    "a score of a questionnaire, under the questionnaire's own name for it": ("followup.measure_recorded.scores{}",),
    "a distance from the middle of a postcode sector": (
        "matching.options_proposed.options[].km",
        "matching.no_match_found.nearest_misses[].km",
    ),
    "a sentence that matching makes of the listing and of codes": (
        "matching.options_proposed.options[].reasons[].words",
    ),
    "when the platform did something or will do something": (
        "capacity.capacity_reported.as_of",
        "followup.scheduled.due",
        "followup.due.record_by",
        "gap.gap_raised.since",
        "matching.*.directory_as_of",
        "matching.options_proposed.options[].next_session",
        "person.consent_changed.expires",
        "referral.*.next_step.by",
        "referral.connection_waitlisted.expected_by",
        "referral.paused.until",
        "replies.connection_answered.expected_by",
        "replies.attendance_recorded.session",
    ),
    "contact details, encrypted so that this partner alone can read them": ("inbox.connection_offered.contact",),
}

NOT_PERSONAL = {path: held for held, paths in _HELD.items() for path in paths}
"""What a field holds, by its path."""
