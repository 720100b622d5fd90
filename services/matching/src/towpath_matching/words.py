"""What each factor says of an option, in words for the person."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from towpath_contracts.codes import CapacityState, Factor
from towpath_matching import cadence, names
from towpath_matching.factors import ROOM, WAITLIST
from towpath_matching.index.bits import CodeBits
from towpath_matching.index.shape import COSTS, FREE, REMOTE, SETTINGS, STATES, UNKNOWN, UNKNOWN_DAY, language
from towpath_matching.scene import Scene

MILES_PER_KM = 0.621371


def need(at: Scene, n: int) -> str:
    """Which of the needs it helps with."""
    met = [names.name(code, names.NEEDS) for code, row in zip(at.question.needs, at.met, strict=True) if row[n]]
    return f"helps with {names.listed(met)}"


def distance(at: Scene, n: int) -> str:
    """How far away it is, or that there is no need to travel."""
    slot, km = at.candidates.slots[n], float(at.candidates.km[n])
    near = bool(np.isfinite(km))
    shares = at.question.policy.shares
    if at.candidates.at_home[n] and not (
        near and at.question.policy.curves.distance.at(np.array([km]))[0] > shares.distance_at_home
    ):
        given = sorted(at.index.modes.codes(int(slot)) & REMOTE & set(at.question.request.preferences.modes or REMOTE))
        return f"{names.listed(names.name(mode, names.MODES) for mode in given)}, so no need to travel"
    if near:
        miles = km * MILES_PER_KM
        return f"{miles:.1f} miles away" if miles >= 0.1 else "very near"
    if at.index.columns["nationwide"][slot]:
        return "takes people from anywhere in the country"
    return "ask how far it is"


def session(at: Scene, n: int) -> str | None:
    """When it meets."""
    row = int(at.sessions.row[n])
    if row < 0:
        return None
    rhythm = {name: int(at.index.rhythms[name][row]) for name in ("freq", "days", "nth", "interval", "opens")}
    day = date(1970, 1, 1) + timedelta(days=int(at.sessions.day[n]))
    following = f"{names.DAYS[day.weekday()]} {day.day} {names.MONTHS[day.month - 1]}"
    usually = cadence.how_often(**rhythm)
    return f"{usually}; next on {following}" if usually else f"next on {following}"


def wait(at: Scene, n: int) -> str | None:
    """How long the wait is."""
    state, days = (int(at.index.columns[name][at.candidates.slots[n]]) for name in ("state", "wait_days"))
    if days > 0:
        return f"waiting time about {names.span(days)}"
    if state == ROOM or days == 0:
        return "has room now"
    if state == WAITLIST:
        return "has a waiting list"
    if state == STATES.index(CapacityState.ASSESSMENT_REQUIRED.value):
        return "will want to talk first"
    return None


def preference(at: Scene, n: int) -> str | None:
    """What of the wishes it meets."""
    wish, slot = at.question.request.preferences, int(at.candidates.slots[n])
    said = []
    if (at.question.days or at.question.parts) and at.sessions.row[n] >= 0:
        said.append("at a time that suits" if at.sessions.fits[n] else "not at the times asked for")
    has = int(at.index.columns["setting"][slot])
    if wish.setting in names.SETTINGS and has > 0:
        here = names.name(SETTINGS[has], names.SETTINGS)
        asked = names.name(wish.setting, names.SETTINGS)
        said.append(f"{here}, as asked" if SETTINGS[has] == wish.setting else f"{here}, not {asked} as asked")
    if wish.modes:
        given = sorted(at.index.modes.codes(slot) & set(wish.modes))
        modes = names.listed(names.name(mode, names.MODES) for mode in given)
        said.append(f"{modes}, as asked" if given else "ask whether it is in person, online or by phone")
    return "; ".join(said) or None


def circumstance(at: Scene, n: int) -> str | None:
    """Whom it is for, where that is somebody like the person."""
    meant = shared(at.index.circumstances, at, n, at.question.codes)
    return f"for {names.listed(names.name(code, names.CIRCUMSTANCES) for code in meant)}" if meant else None


def cost(at: Scene, n: int) -> str | None:
    """What it costs."""
    costs, price = (at.index.columns[name][at.candidates.slots[n]] for name in ("cost", "price"))
    if costs == FREE:
        return "free"
    if costs == COSTS:
        return f"from £{price:.2f}".removesuffix(".00") if np.isfinite(price) else "not free"
    return None


def languages(at: Scene, n: int) -> str | None:
    """Which languages are spoken."""
    asked, usual = at.question.request.languages, at.question.policy.unsaid.language_spoken
    if not asked:
        return None
    others = [tag for tag in dict.fromkeys(map(language, asked)) if tag != usual]
    spoken = shared(at.index.languages, at, n, others)
    if spoken:
        return f"{names.listed(names.LANGUAGES.get(tag, 'a language of yours') for tag in spoken)} spoken"
    if at.question.speaks_usual:
        return None
    slots = at.candidates.slots[n : n + 1]
    if at.index.access.any_of(slots, at.question.interpreter)[0]:
        return "an interpreter can come"
    return "ask which languages are spoken" if at.index.languages.none(slots)[0] else None


def access(at: Scene, n: int) -> str | None:
    """Whether what the person needs to take part is there."""
    placeless = set(at.question.policy.access.at_a_place) if at.candidates.at_home[n] else set()
    asked = [code for code in at.question.request.access_needs if code not in placeless]
    if not asked:
        return None
    what = names.listed(names.name(code, names.ACCESS) for code in dict.fromkeys(asked))
    return f"ask about {what}" if at.index.access.none(at.candidates.slots[n : n + 1])[0] else f"has {what}"


def freshness(at: Scene, n: int) -> str:
    """How old the details are."""
    day = int(at.index.columns["checked"][at.candidates.slots[n]])
    if day == UNKNOWN_DAY:
        return "nobody has said when its details were checked"
    days = max(at.question.day - day, 0)
    return "details checked this week" if days < 7 else f"details checked {names.span(days)} ago"


def load(at: Scene, n: int) -> str | None:
    """How many places are left."""
    spaces, in_flight = (int(at.index.columns[name][at.candidates.slots[n]]) for name in ("spaces", "in_flight"))
    in_flight = max(in_flight, 0)
    if spaces == UNKNOWN:
        return f"{names.number(in_flight)} waiting for its answer" if in_flight else None
    left = max(spaces - in_flight, 0)
    return f"{names.number(left)} place{'' if left == 1 else 's'} not spoken for"


def shared(bits: CodeBits, at: Scene, n: int, asked: tuple[str, ...] | list[str]) -> list[str]:
    """Return the codes that were asked for and are there, in the order of the asking."""
    there = bits.codes(int(at.candidates.slots[n]))
    return [code for code in dict.fromkeys(asked) if code in there]


WORDS: dict[Factor, Callable[[Scene, int], str | None]] = {
    Factor.NEED: need,
    Factor.DISTANCE: distance,
    Factor.SESSION: session,
    Factor.WAIT: wait,
    Factor.PREFERENCE: preference,
    Factor.CIRCUMSTANCE: circumstance,
    Factor.COST: cost,
    Factor.LANGUAGE: languages,
    Factor.ACCESS: access,
    Factor.FRESHNESS: freshness,
    Factor.LOAD: load,
}
