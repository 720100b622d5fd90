"""The code lists of Towpath.

Every list is extensible: on the wire a code is a string of its form, and a reader takes a value that it does not know
for what it is, an unknown one. A member added later is an optional addition and breaks nobody.
"""

from towpath_contracts.codes.cases import Attention, OptionsOutcome, Outcome, PartnerAnswer, Reason, RematchReason, Step
from towpath_contracts.codes.followups import CancelReason, ContactOutcome, MeasurePoint, TimerKind
from towpath_contracts.codes.form import CODE_FORM, Code, StandardWord, extensible
from towpath_contracts.codes.people import (
    AccessNeed,
    Channel,
    Circumstance,
    ConcernKind,
    NeedCode,
    ReferrerKind,
    Urgency,
)
from towpath_contracts.codes.services import (
    CapacityState,
    Day,
    Factor,
    Frequency,
    Mode,
    Obstacle,
    PartOfDay,
    Placing,
    ReviewState,
    ServiceStatus,
    Setting,
)

__all__ = [
    "CODE_FORM",
    "AccessNeed",
    "Attention",
    "CancelReason",
    "CapacityState",
    "Channel",
    "Circumstance",
    "Code",
    "ConcernKind",
    "ContactOutcome",
    "Day",
    "Factor",
    "Frequency",
    "MeasurePoint",
    "Mode",
    "NeedCode",
    "Obstacle",
    "OptionsOutcome",
    "Outcome",
    "PartOfDay",
    "PartnerAnswer",
    "Placing",
    "Reason",
    "ReferrerKind",
    "RematchReason",
    "ReviewState",
    "ServiceStatus",
    "Setting",
    "StandardWord",
    "Step",
    "TimerKind",
    "Urgency",
    "extensible",
]
