"""What is awaited, and what came of it."""

from enum import StrEnum


class TimerKind(StrEnum):
    """What a follow-up timer waits for."""

    FIRST_CONTACT = "first-contact"
    CHECK_IN = "check-in"
    REPLY = "provider-reply"
    REVIEW = "review"


class CancelReason(StrEnum):
    """Why a follow-up timer is not needed any more."""

    CONTACTED = "contacted"
    ANSWERED = "answered"
    CONNECTION_ENDED = "connection-ended"
    PLAN_CHANGED = "plan-changed"
    PAUSED = "referral-paused"
    CLOSED = "referral-closed"


class ContactOutcome(StrEnum):
    """What came of a contact."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    LEFT_MESSAGE = "left-message"
    WRONG_NUMBER = "wrong-number"
    DECLINED = "declined"
    GOING_WELL = "going-well"
    NEEDS_SOMETHING_ELSE = "needs-something-else"


class MeasurePoint(StrEnum):
    """When a measure was taken."""

    BASELINE = "baseline"
    REVIEW = "review"
    END = "end"
