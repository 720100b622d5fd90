"""What happens to a referral and to its connections, and why."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a referral or a connection was rejected, paused, closed or ended (domain.md, FHIR)."""

    GOALS_MET = "goals-met"
    PARTLY_MET = "partly-met"
    DECLINED = "declined-by-person"
    NO_LONGER_INTERESTED = "no-longer-interested"
    COULD_NOT_CONTACT = "could-not-contact"
    DID_NOT_ENGAGE = "did-not-engage"
    NOT_ELIGIBLE = "not-eligible"
    NO_CAPACITY = "no-capacity"
    NO_REPLY = "no-reply"
    OUT_OF_AREA = "out-of-area"
    NEEDS_MET_ELSEWHERE = "needs-met-elsewhere"
    REFERRED_ELSEWHERE = "referred-elsewhere"
    MOVED_AWAY = "moved-away"
    DECEASED = "deceased"
    DUPLICATE = "duplicate"
    ENTERED_IN_ERROR = "entered-in-error"
    SAFEGUARDING_OR_CLINICAL = "safeguarding-or-clinical"
    REFERRAL_CLOSED = "referral-closed"
    OTHER = "other"


class RematchReason(StrEnum):
    """Why options are asked for again."""

    ASKED = "asked-by-link-worker"
    CONNECTION_REJECTED = "connection-rejected"
    CONNECTION_FAILED = "connection-failed"
    NO_REPLY = "no-reply"
    GAP_ANSWERED = "gap-answered"


class Attention(StrEnum):
    """What a link worker has to decide on, since the platform may not."""

    ATTEMPTS_EXHAUSTED = "attempts-exhausted"
    FOLLOW_UP_MISSED = "follow-up-missed"
    NO_MATCH = "no-match"
    CONCERN = "concern-raised"
    NEEDS_SOMETHING_ELSE = "needs-something-else"
    DECLINED = "declined-by-person"


class OptionsOutcome(StrEnum):
    """How a request for options was answered."""

    PROPOSED = "proposed"
    NONE_FOUND = "none-found"


class PartnerAnswer(StrEnum):
    """A partner's answer to an offered connection."""

    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """How a connection ended, as the partner saw it."""

    COMPLETED = "completed"
    DID_NOT_ATTEND = "did-not-attend"
    STOPPED = "stopped"


class Step(StrEnum):
    """What the owner of a case has to see to next; every open case has one, with a date."""

    ALLOCATE = "allocate"
    FIRST_CONTACT = "first-contact"
    ASSESS = "assess-needs"
    AWAIT_OPTIONS = "await-options"
    CHOOSE = "choose-with-person"
    AWAIT_ANSWER = "await-answer"
    AWAIT_START = "await-start"
    CHECK_IN = "check-in"
    REVIEW = "review"
    DECIDE = "decide-what-next"
    END_PAUSE = "end-of-pause"
