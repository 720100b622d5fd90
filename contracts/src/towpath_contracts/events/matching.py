"""The matching stream: what was found, keyed by the referral. Produced by the role matching."""

from typing import Annotated

from pydantic import Field, StringConstraints

from towpath_contracts.codes import Code, Factor, Obstacle, extensible
from towpath_contracts.event import Event, Stream
from towpath_contracts.values import (
    Area,
    Count,
    CountFromOne,
    Distance,
    Id,
    Moment,
    NeedField,
    OrganisationId,
    Score,
    Value,
)

Words = Annotated[str, StringConstraints(max_length=200)]
FactorField = Annotated[Code, extensible(Factor)]
ObstacleField = Annotated[Code, extensible(Obstacle)]


class OptionReason(Value):
    """One factor of a score: ``effect`` is what it added to or took from the score, ``words`` say it to a person."""

    factor: FactorField
    effect: Annotated[float, Field(ge=-1, le=1)]
    words: Words


class Option(Value):
    """A service that fits. ``km`` is the distance from the middle of the person's area, absent without a place."""

    service: Id
    organisation: OrganisationId
    rank: CountFromOne
    score: Score
    needs: tuple[NeedField, ...]
    reasons: tuple[OptionReason, ...]
    km: Distance | None = None
    next_session: Moment | None = None
    expected_wait_days: Count | None = None


class NearestMiss(Value):
    """A service that would have fitted but for what stands in its way."""

    service: Id
    in_the_way: Annotated[tuple[ObstacleField, ...], Field(min_length=1)]
    km: Distance | None = None


class MatchAnswer(Event):
    """What both answers say: what was considered, what was left out and why, by which policy and directory.

    ``excluded`` counts each listing once, under the first thing that stood in its way.
    """

    assessment: Id
    considered: Count
    excluded: dict[ObstacleField, CountFromOne] = Field(default_factory=dict)
    policy: Code
    directory_as_of: Moment | None = None


class OptionsProposed(MatchAnswer, stream=Stream.MATCHING, name="options_proposed"):
    """Services that fit, the best first, each with its reasons."""

    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    needs_unmet: tuple[NeedField, ...] = ()


class NoMatchFound(MatchAnswer, stream=Stream.MATCHING, name="no_match_found"):
    """Nothing fits now, and what would have to change."""

    needs_unmet: tuple[NeedField, ...]
    area: Area
    nearest_misses: tuple[NearestMiss, ...] = ()
