"""What is said of a service, and of how it fits."""

from enum import StrEnum


class ServiceStatus(StrEnum):
    """Whether a service takes place (Open Referral UK 3.0)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    CLOSED_FOR_NOW = "temporarily closed"


class ReviewState(StrEnum):
    """How long ago somebody said that a listing is right: lately, long enough to ask again, or too long to rely on."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"


class Placing(StrEnum):
    """What a location or an address is for (Open Referral UK 3.0)."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class Frequency(StrEnum):
    """How a schedule comes again (Open Referral UK 3.0, of RFC 5545)."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


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
