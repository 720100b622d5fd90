"""The fields whose form could hold something of a person, and what they hold instead; see ``personal``.

Under what they hold and the form that this has, the paths. ``*`` in place of an event's name stands for every event of
the stream. Add a path only with an answer to the question how nobody's name, number, address or words can get into that
field. The form is held against the field's own: a date that becomes a text is found, whatever its path.
"""

from enum import StrEnum
from typing import Any, NamedTuple

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.listing_ledger import LISTING, published
from towpath_contracts.values import ORGANISATION_FORM


class Form(StrEnum):
    """What the schema of a field has to look like, so that it can hold what the ledger says and nothing wider."""

    PUBLISHED = "any form: an organisation publishes it about itself"
    SENTENCE = "a text of at most 200 characters"
    CODE = "a code"
    ORGANISATION = "the id of an organisation"
    TIME = "a date or a moment"
    DEGREES = "a latitude or longitude"
    ENCRYPTED = "a JSON Web Encryption"

    def fits(self, schema: dict[str, Any]) -> bool:
        """Whether the schema of a field has this form."""
        match self, schema:
            case (Form.PUBLISHED, _) | (Form.TIME, {"type": "string", "format": "date" | "date-time"}):
                return True
            case Form.SENTENCE, {"type": "string", "maxLength": most}:
                return bool(most <= 200)
            case Form.CODE, {"type": "string", "pattern": form}:
                return bool(form == CODE_FORM)
            case Form.ORGANISATION, {"type": "string", "pattern": form}:
                return bool(form == ORGANISATION_FORM)
            case Form.DEGREES, {"type": "number", "minimum": least, "maximum": most}:
                return bool(least >= -180 and most <= 180)
            case Form.ENCRYPTED, {"type": "string", "pattern": form}:
                return str(form).count(r"\.") == 4
        return False


class Held(NamedTuple):
    """What a field holds, and in which form."""

    what: str
    form: Form


_HELD: dict[Held, tuple[str, ...]] = {
    Held("what an organisation publishes about a service of its own", Form.PUBLISHED): tuple(published()),
    Held("when a service meets, and when its listing was looked at", Form.PUBLISHED): (
        f"{LISTING}.schedules[].freq",
        f"{LISTING}.schedules[].dtstart",
        f"{LISTING}.schedules[].valid_from",
        f"{LISTING}.schedules[].valid_to",
        f"{LISTING}.schedules[].byday",
        f"{LISTING}.schedules[].bymonthday",
        f"{LISTING}.schedules[].opens_at",
        f"{LISTING}.schedules[].closes_at",
        f"{LISTING}.schedules[].attending_type",
        f"{LISTING}.schedules[].description",
        f"{LISTING}.schedules[].until",
        f"{LISTING}.schedules[].byweekno",
        f"{LISTING}.schedules[].byyearday",
        f"{LISTING}.schedules[].schedule_link",
        f"{LISTING}.schedules[].notes",
        f"{LISTING}.assured_date",
        f"{LISTING}.last_modified",
    ),
    Held("where a service is given", Form.DEGREES): (
        f"{LISTING}.locations[].latitude",
        f"{LISTING}.locations[].longitude",
    ),
    Held("the middle of a postcode sector", Form.DEGREES): (
        f"{LISTING}.areas[].lat",
        f"{LISTING}.areas[].lon",
        "gap.*.area.lat",
        "gap.*.area.lon",
        "matching.no_match_found.area.lat",
        "matching.no_match_found.area.lon",
        "referral.*.area.lat",
        "referral.*.area.lon",
    ),
    Held("the code of a configured list: a publisher, policy, purpose, measure or service", Form.CODE): (
        f"{LISTING}.publisher",
        "matching.*.policy",
        "person.consent_changed.purpose",
        "person.erasure_confirmed.service",
        "followup.measure_recorded.measure",
    ),
    Held("a questionnaire's own name for a score of it", Form.CODE): ("followup.measure_recorded.scores{}",),
    Held("a kind of document of a service", Form.CODE): ("person.erasure_confirmed.counts{}",),
    Held("an organisation, its team or its desk, never somebody who works there", Form.ORGANISATION): (
        "followup.escalated.to",
        "inbox.*.organisation",
        "matching.options_proposed.options[].organisation",
        "person.consent_changed.organisation",
        "referral.*.team",
        "referral.concern_raised.routed_to",
        "referral.connection_requested.organisation",
        "referral.received.referrer.organisation",
        "replies.*.organisation",
    ),
    Held("a sentence that matching makes of the listing and of codes", Form.SENTENCE): (
        "matching.options_proposed.options[].reasons[].words",
    ),
    Held("when the platform did something or will do something", Form.TIME): (
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
    Held("contact details, so that this partner alone can read them", Form.ENCRYPTED): (
        "inbox.connection_offered.contact",
    ),
}

NOT_PERSONAL = {path: held for held, paths in _HELD.items() for path in paths}
"""What a field holds, by its path."""
