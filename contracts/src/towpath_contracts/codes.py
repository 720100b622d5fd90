"""The code lists of Towpath.

Every list is extensible: on the wire a code is a string of its form, and a reader takes a value that it does not know
for what it is, an unknown one. A member added later is an optional addition and breaks nobody.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

CODE_FORM = r"^[a-z0-9][a-z0-9-]{0,63}$"


def extensible(known: type[StrEnum]) -> Any:
    """Return the metadata of a string field whose known values are the members of ``known``.

    The JSON Schema names them under ``x-extensible-enum`` (Zalando RESTful API guidelines, rule 112).
    """
    return Field(json_schema_extra={"x-extensible-enum": [member.value for member in known]})


Code = Annotated[str, StringConstraints(pattern=CODE_FORM)]


class ReferrerKind(StrEnum):
    """Who refers (capabilities M1 to M7)."""

    GP = "gp"
    NURSE = "nurse"
    OTHER_HEALTH = "other-health"
    SOCIAL_CARE = "social-care"
    COUNCIL = "council"
    AGENCY = "agency"
    SELF = "self"
    RECEPTION = "reception"
    PRACTICE_LIST = "practice-list"


class Channel(StrEnum):
    """The way in which something came or a contact was made."""

    API = "api"
    FHIR = "fhir"
    PAGE = "page"
    BULK = "bulk"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    VIDEO = "video"
    IN_PERSON = "in-person"
    BSL_INTERPRETER = "bsl-interpreter"
    TEXT_RELAY = "text-relay"


class Urgency(StrEnum):
    """FHIR request priority."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"


class NeedCode(StrEnum):
    """The default taxonomy of needs (domain.md; a partnership may add its own codes)."""

    HOUSING = "housing"
    MONEY = "money-and-benefits"
    DEBT = "debt"
    LONELINESS = "loneliness"
    MENTAL_HEALTH = "low-level-mental-health"
    EMOTIONAL_SUPPORT = "emotional-support"
    LONG_TERM_CONDITIONS = "long-term-conditions"
    COMPLEX_NEEDS = "complex-social-needs"
    CARERS = "unpaid-carers"
    BEREAVEMENT = "bereavement"
    WORK = "unemployment-and-work"
    FAMILIES = "families"
    HEALTHY_EATING = "healthy-eating"
    PHYSICAL_ACTIVITY = "physical-activity"
    ARTS = "arts-and-culture"
    GARDENING = "gardening"
    COOKERY = "cookery"
    SINGING = "singing"
    WALKING = "walking"
    SPORT = "sport"
    SOCIAL_GROUPS = "social-groups"
    BEFRIENDING = "befriending"
    VOLUNTEERING = "volunteering"
    PRACTICAL_ADVICE = "practical-advice"


class Circumstance(StrEnum):
    """What may be true of a person, and what a service may ask for or be meant for."""

    CARER = "carer"
    PARENT = "parent"
    PREGNANT = "pregnant"
    VETERAN = "veteran"
    REFUGEE = "refugee-or-asylum-seeker"
    HOMELESS = "homeless"
    LIVES_ALONE = "lives-alone"
    LONG_TERM_CONDITION = "long-term-condition"
    LEARNING_DISABILITY = "learning-disability"
    DEMENTIA = "dementia"
    BEREAVED = "bereaved"
    UNEMPLOYED = "unemployed"
    LOW_INCOME = "low-income"
    WOMAN = "woman"
    MAN = "man"
    LGBT = "lgbt"
    STUDENT = "student"


class AccessNeed(StrEnum):
    """What a person needs in order to take part; a listing names those that it meets (DCB1605 for communication)."""

    STEP_FREE = "step-free"
    WHEELCHAIR = "wheelchair"
    HEARING_LOOP = "hearing-loop"
    BSL = "bsl"
    EASY_READ = "easy-read"
    LARGE_PRINT = "large-print"
    ACCESSIBLE_TOILET = "accessible-toilet"
    PARKING = "accessible-parking"
    TRANSPORT = "transport-provided"
    COMPANION = "companion-welcome"
    QUIET_SPACE = "quiet-space"
    INTERPRETER = "interpreter"


class Mode(StrEnum):
    """How a service is given."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    PHONE = "phone"
    HOME_VISIT = "home-visit"


class Setting(StrEnum):
    """Whether a person would rather join a group or meet one to one."""

    GROUP = "group"
    ONE_TO_ONE = "one-to-one"
    EITHER = "either"


class Day(StrEnum):
    """A day of the week (RFC 5545)."""

    MO = "mo"
    TU = "tu"
    WE = "we"
    TH = "th"
    FR = "fr"
    SA = "sa"
    SU = "su"


class PartOfDay(StrEnum):
    """Morning is before 12:00, evening from 17:00, in Europe/London."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class CapacityState(StrEnum):
    """Gravity SDOH Clinical Care capacity codes, as far as a listing can say them of itself."""

    CAPACITY = "capacity"
    WAITLIST = "waitlist"
    NO_CAPACITY = "no-capacity"
    ASSESSMENT_REQUIRED = "additional-assessment-required"
    CLOSED = "closed"


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


class Factor(StrEnum):
    """What spoke for or against an option."""

    NEED = "need"
    DISTANCE = "distance"
    SESSION = "next-session"
    WAIT = "expected-wait"
    PREFERENCE = "preference"
    CIRCUMSTANCE = "circumstance"
    COST = "cost"
    LANGUAGE = "language"
    ACCESS = "access"
    FRESHNESS = "freshness"
    LOAD = "load"


class Obstacle(StrEnum):
    """Why a listing was left out: a hard constraint that it did not meet."""

    NEED = "need"
    AREA = "area"
    AGE = "age"
    CIRCUMSTANCE = "circumstance"
    ACCESS = "access"
    LANGUAGE = "language"
    MODE = "mode"
    COST = "cost"
    NO_CAPACITY = "no-capacity"
    EXCLUDED = "excluded"
    NOT_ACTIVE = "not-active"


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


class ConcernKind(StrEnum):
    """A concern that goes to a human at once."""

    SAFEGUARDING = "safeguarding"
    CRISIS = "crisis"


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
