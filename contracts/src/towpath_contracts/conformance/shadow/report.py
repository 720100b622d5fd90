"""The report of a comparison: lines for the screen, Markdown for people, JSON for programs. Ids and codes only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from towpath_contracts.conformance.shadow.comparison import Comparison, Delay
from towpath_contracts.conformance.shadow.listen import Shadowing
from towpath_contracts.conformance.shadow.matching import BEST, ORDER, OUTCOME, OVERLAP
from towpath_contracts.conformance.shadow.pairs import Pair

READABLE, MACHINE = "report.md", "report.json"
SHOWN = 200
MEANING = {
    OUTCOME: "how often both proposed options, or both found none",
    BEST: "how often both put the same service first",
    OVERLAP: "of all services that either proposed, the share that both did",
    ORDER: "of every two services that both proposed, how often both put the same one before the other",
}


def write(shadowing: Shadowing, comparison: Comparison, folder: Path) -> list[Path]:
    """Write both forms into a folder and return their files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = json.dumps(document(shadowing, comparison), indent=2) + "\n"
    forms = {READABLE: readable(shadowing, comparison), MACHINE: machine}
    for name, text in forms.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in forms]


def verdict_of(comparison: Comparison) -> str:
    """Return the whole comparison in one sentence."""
    if comparison.agreement is None:
        return "Nothing to compare: the shadow has answered nothing yet."
    share = _percent(comparison.agreement)
    return f"{comparison.agreeing} of {comparison.counted} answers agree ({share}) since the shadow runs."


def summary(comparison: Comparison) -> Iterator[str]:
    """Return the lines for the screen."""
    for name, count in _counts(comparison):
        yield f"{count:>7}  {name}"
    for name, (share, count) in comparison.measures().items():
        yield f"{_percent(share):>7}  {name} ({_many(count, 'pair')})"
    if comparison.delays is not None:
        yield f"{'delay':>7}  real {_delay(comparison.delays.real)}; shadow {_delay(comparison.delays.shadow)}"
    for place in comparison.unreadable[:5]:
        yield f"         unreadable: {place}"


def _counts(comparison: Comparison) -> Iterator[tuple[str, int]]:
    yield "answered by both", len(comparison.both)
    yield "answered by the real one alone", len(comparison.only_real)
    yield "answered by the shadow alone", len(comparison.only_shadow)
    if comparison.before:
        yield "answered by the real one before the shadow ran, and not counted", comparison.before
    if comparison.unanswered:
        yield "answered by neither", comparison.unanswered
    if comparison.unreadable:
        yield "records of the shadow that nobody could read", len(comparison.unreadable)


def readable(shadowing: Shadowing, comparison: Comparison) -> str:
    """Return the report as Markdown."""
    return "\n".join(_lines(shadowing, comparison)) + "\n"


def _lines(shadowing: Shadowing, comparison: Comparison) -> Iterator[str]:
    yield f"# The shadow {shadowing.shadow} beside the real {shadowing.role.value}"
    yield ""
    since = "" if shadowing.since is None else f" What was asked since {shadowing.since:%Y-%m-%d %H:%M} %Z."
    yield f"{verdict_of(comparison)}{since} {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
    yield from ("", "| answers | |", "|---|---|")
    for name, count in _counts(comparison):
        yield f"| {name} | {count} |"
    if measures := comparison.measures():
        yield from ("", "## How alike the answers are", "", "| | share | pairs | what it says |", "|---|---|---|---|")
        for name, (share, count) in measures.items():
            yield f"| {name} | {_percent(share)} | {count} | {MEANING.get(name, '')} |"
    if comparison.delays is not None:
        real, shadow = comparison.delays.real, comparison.delays.shadow
        yield from ("", "## How long they took", "", "| | half within | 19 of 20 within |", "|---|---|---|")
        yield f"| real | {real.p50} ms | {real.p95} ms |"
        yield f"| shadow | {shadow.p50} ms | {shadow.p95} ms |"
        yield f"| difference | {shadow.p50 - real.p50:+} ms | {shadow.p95 - real.p95:+} ms |"
        yield ""
        causes = _many(comparison.delays.count, "cause")
        yield f"From the cause to the answer, over {causes} while both ran, by the timestamps of the records."
    yield from _differences(comparison)
    yield from _alone("Answered by the real one alone", comparison.only_real)
    yield from _alone("Answered by the shadow alone", comparison.only_shadow)
    if comparison.unreadable:
        yield from ("", "## Records of the shadow that nobody could read", "")
        yield from (f"- {place}" for place in comparison.unreadable[:SHOWN])


def _differences(comparison: Comparison) -> Iterator[str]:
    rows = [
        f"| {_about(found.pair)} | {_yes(found.verdict.agree)} | {each.where} | {each.real} | {each.shadow} |"
        for found in comparison.both
        for each in found.verdict.differences
    ]
    if rows:
        yield from ("", "## What differs, answer by answer", "", "| answer to | agrees | where | real | shadow |")
        yield "|---|---|---|---|---|"
        yield from rows[:SHOWN]
        yield from _more(len(rows))


def _alone(title: str, pairs: Any) -> Iterator[str]:
    if pairs:
        yield from ("", f"## {title}", "")
        yield from (f"- {_about(pair)}: {pair.key.name}" for pair in pairs[:SHOWN])
        yield from _more(len(pairs))


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield from ("", f"{count - SHOWN} more are in {MACHINE}.")


def document(shadowing: Shadowing, comparison: Comparison) -> dict[str, Any]:
    """Return the report as data: every pair, with what differs in it."""
    delays = comparison.delays
    return {
        "role": shadowing.role.value,
        "shadow": shadowing.shadow,
        "since": None if shadowing.since is None else shadowing.since.isoformat(),
        "agreement": comparison.agreement,
        "agreeing": comparison.agreeing,
        "both": len(comparison.both),
        "only_real": [_place(pair) for pair in comparison.only_real],
        "only_shadow": [_place(pair) for pair in comparison.only_shadow],
        "before_the_shadow": comparison.before,
        "unanswered": comparison.unanswered,
        "unreadable": list(comparison.unreadable),
        "measures": {name: {"mean": share, "pairs": n} for name, (share, n) in comparison.measures().items()},
        "delays_ms": delays
        and {"causes": delays.count, "real": delays.real._asdict(), "shadow": delays.shadow._asdict()},
        "answers": [
            _place(found.pair)
            | {
                "agree": found.verdict.agree,
                "measures": dict(found.verdict.measures),
                "differences": [vars(each) for each in found.verdict.differences],
            }
            for found in comparison.both
        ],
    }


def _place(pair: Pair) -> dict[str, Any]:
    return {
        "cause": pair.key.cause,
        "subject": pair.key.subject,
        "event": pair.key.name,
        "real": None if pair.real is None else pair.real.id,
        "shadow": None if pair.shadow is None else pair.shadow.id,
    }


def _yes(agree: bool) -> str:
    return "yes" if agree else "no"


def _about(pair: Pair) -> str:
    return pair.key.cause or pair.key.subject


def _delay(delay: Delay) -> str:
    return f"{delay.p50} ms (p50), {delay.p95} ms (p95)"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share in (0.0, 1.0) else f"{share * 100:.1f} %"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
