"""In what two answers of matching differ: the outcome, the best option, which options, in which order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from towpath_contracts.conformance.shadow.differences import Difference, Verdict, fields
from towpath_contracts.event import Event
from towpath_contracts.events.matching import MatchAnswer, NoMatchFound, OptionsProposed

OUTCOME, BEST, OVERLAP, ORDER = "same outcome", "same best option", "overlap of the options", "same order"
NONE = "–"


def options(real: Event, shadow: Event, known: Collection[str] = ()) -> Verdict:
    """Compare two answers of matching; they agree where the outcome is the same and so is the best option.

    The overlap is the share of all services proposed by either that both propose. The order is, among every two
    services that both propose, the share that both put in the same order; absent where there are no two.
    """
    if not isinstance(real, MatchAnswer) or not isinstance(shadow, MatchAnswer):
        return fields(real, shadow, known)
    if real.assessment != shadow.assessment:
        return Verdict(False, (Difference("assessment", real.assessment, shadow.assessment),), ((OUTCOME, 0.0),))
    match real, shadow:
        case OptionsProposed(), OptionsProposed():
            return _proposed(_ranked(real), _ranked(shadow))
        case NoMatchFound(), NoMatchFound():
            found = _sets("needs unmet", real.needs_unmet, shadow.needs_unmet)
            return Verdict(True, found, ((OUTCOME, 1.0),))
    return Verdict(False, (Difference("outcome", real.name, shadow.name),), ((OUTCOME, 0.0),))


def _ranked(event: OptionsProposed) -> list[str]:
    return [option.service for option in sorted(event.options, key=lambda option: option.rank)]


def _proposed(real: Sequence[str], shadow: Sequence[str]) -> Verdict:
    both = [service for service in real if service in shadow]
    same_best = real[0] == shadow[0]
    measures = [(OUTCOME, 1.0), (BEST, float(same_best)), (OVERLAP, len(both) / len({*real, *shadow}))]
    found = [] if same_best else [Difference("best option", real[0], shadow[0])]
    found += _sets("options", real, shadow)
    if two := list(combinations(both, 2)):
        kept = sum(shadow.index(first) < shadow.index(second) for first, second in two)
        measures.append((ORDER, kept / len(two)))
        if kept < len(two):
            found.append(Difference("order", " ".join(both), " ".join(s for s in shadow if s in both)))
    return Verdict(same_best, tuple(found), tuple(measures))


def _sets(what: str, real: Sequence[str], shadow: Sequence[str]) -> tuple[Difference, ...]:
    alone = [" ".join(one for one in real if one not in shadow), " ".join(one for one in shadow if one not in real)]
    return (Difference(f"{what} of one alone", alone[0] or NONE, alone[1] or NONE),) if any(alone) else ()
