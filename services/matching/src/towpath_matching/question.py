"""A request in the numbers of the index: masks, a point on the sphere, the local day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from towpath_contracts.codes import AccessNeed
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.values import Area, Need
from towpath_matching.index import Index
from towpath_matching.index.bits import Mask
from towpath_matching.index.columns import Ints
from towpath_matching.index.places import on_sphere
from towpath_matching.index.rhythm import DAYS, PARTS, day_number, minute
from towpath_matching.index.shape import language
from towpath_matching.policy import Policy

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for, ready to be compared with columns.

    ``needs`` gives each need its importance, 1 for the first priority and less for the next, in the order of priority;
    ``codes`` are the person's circumstances. ``day``, ``minute``, ``days`` and ``parts`` are as in ``index.rhythm``:
    now in Europe/London, and the wished days of the week and parts of the day, 0 where any will do.
    """

    request: MatchRequest
    policy: Policy
    needs: dict[str, float]
    need_masks: dict[str, Mask]
    areas: tuple[str, ...]
    point: tuple[float, float, float] | None
    codes: tuple[str, ...]
    circumstances: Mask
    each: tuple[Mask, ...]
    restricting: Mask
    access: Mask
    access_at_home: Mask
    languages: Mask
    other_languages: Mask
    speaks_usual: bool
    interpreter: Mask
    excluded: Ints
    day: int
    minute: int
    days: int
    parts: int


def ask(request: MatchRequest, index: Index, policy: Policy, now: datetime) -> Question:
    """Translate the request; ``now`` is aware."""
    needs = importance(request.needs)
    groups, of_needs = policy.circumstances.each, policy.circumstances.of_needs
    codes = (*request.circumstances.codes, *(of_needs[need] for need in needs if need in of_needs))
    apart = [*policy.circumstances.welcomes, *(code for group in groups for code in group)]
    excluded = {slot for service in request.excluded_services if (slot := index.slot(service)) is not None}
    local = now.astimezone(LONDON)
    spoken = set(map(language, request.languages))
    return Question(
        request=request,
        policy=policy,
        needs=needs,
        need_masks={code: index.needs.mask([code]) for code in needs},
        areas=ancestors(request.area.code),
        point=point(request.area),
        codes=codes,
        circumstances=index.circumstances.mask(codes),
        each=tuple(index.circumstances.mask(group) for group in groups),
        restricting=index.circumstances.mask_but(apart),
        access=index.access.mask(request.access_needs),
        access_at_home=index.access.mask(set(request.access_needs) - set(policy.access.at_a_place)),
        languages=index.languages.mask(spoken),
        other_languages=index.languages.mask(spoken - {policy.unsaid.language_spoken}),
        speaks_usual=policy.unsaid.language_spoken in spoken,
        interpreter=index.access.mask([AccessNeed.INTERPRETER.value]),
        excluded=np.array(sorted(excluded), np.int64),
        day=day_number(local.date()),
        minute=minute(local.time()),
        days=sum(1 << DAYS.index(day) for day in set(request.preferences.days) & set(DAYS)),
        parts=sum(1 << PARTS.index(part) for part in set(request.preferences.times) & set(PARTS)),
    )


def importance(needs: Sequence[Need]) -> dict[str, float]:
    """Return how much each need matters: the first priority 1, the others by the ratio of their priorities to it."""
    first = min(need.priority for need in needs)
    ordered = sorted(needs, key=lambda need: need.priority)
    found: dict[str, float] = {}
    for need in ordered:
        found.setdefault(need.code, first / need.priority)
    return found


def ancestors(code: str) -> tuple[str, ...]:
    """Return the area and those that hold it, as postcodes nest (BS 7666): ``EC1A 1`` is in ``EC1A``, ``EC1`` and
    ``EC``.
    """
    outward = code.split(" ")[0]
    district, letters = re.match(r"[A-Z]+\d+", outward), re.match(r"[A-Z]+(?=\d)", outward)
    return tuple(dict.fromkeys([code, outward, *(found.group() for found in (district, letters) if found)]))


def point(area: Area) -> tuple[float, float, float] | None:
    """Return the middle of the area on the unit sphere, or None where nobody knows it."""
    return None if area.lat is None or area.lon is None else on_sphere(area.lat, area.lon)
