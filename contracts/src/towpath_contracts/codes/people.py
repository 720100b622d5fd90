"""What is said of a person and of who refers: kinds, needs, circumstances, access."""

from enum import StrEnum


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


class ConcernKind(StrEnum):
    """A concern that goes to a human at once."""

    SAFEGUARDING = "safeguarding"
    CRISIS = "crisis"
