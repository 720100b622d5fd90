"""What a demo shows in the end: how far people came, how long it took, what was told, and whether it all adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.table import Table

from towpath_contracts.event import Stream
from towpath_standalone.commands.reconcile import show_lines
from towpath_standalone.demo.tally import STEPS, Tally, percentile
from towpath_standalone.platform.folder import Whereabouts
from towpath_standalone.reconcile import Ledger, Line
from towpath_standalone.voice import Voice

_BAR = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a demo came to. ``seconds`` of real time, ``turned`` of the domain's."""

    tally: Tally
    ledger: Ledger
    lines: list[Line]
    manners: Counter[str]
    turned: timedelta
    seconds: float
    sent_again: int

    @property
    def whole(self) -> bool:
        """Whether everybody came to an end and every line balances."""
        ended = self.tally.steps["ended"] == self.tally.people and not self.tally.unfinished
        return ended and all(line.balanced for line in self.lines)


def show(outcome: Outcome, voice: Voice) -> None:
    """Show it all."""
    tally = outcome.tally
    voice.title("How far people came")
    _counts(voice, {step: tally.steps[step] for step in STEPS}, tally.people)
    voice.title("How it ended for them")
    _counts(voice, dict(tally.endings.most_common()), tally.people)
    voice.title("What happened on the way")
    _counts(voice, dict(sorted(tally.acts.items())))
    voice.title("How partners dealt with what they were offered")
    _counts(voice, dict(outcome.manners.most_common()))
    voice.title("How long it took")
    _waits(voice, outcome)
    voice.title("Events on the topics")
    _events(voice, outcome.ledger)
    show_lines(outcome.lines, voice)
    for person in tally.unfinished:
        voice.bad("unfinished", person)


def _counts(voice: Voice, counts: Mapping[str, int], of: int | None = None) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=34)
    table.add_column(justify="right", min_width=5)
    table.add_column(style="cyan")
    whole = of or max(counts.values(), default=1)
    for name, count in counts.items():
        table.add_row(name, str(count), "█" * round(_BAR * count / whole))
    voice.console.print(table)


def _waits(voice: Voice, outcome: Outcome) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", min_width=34)
    for column in ("people", "p50", "p95", "slowest"):
        table.add_column(column, justify="right")
    for name, waits in (
        ("received → options, called at once", outcome.tally.received_to_options),
        ("options asked for → in the case", outcome.tally.asked_to_options),
    ):
        worst = max(waits, default=0.0)
        row = (percentile(waits, 50), percentile(waits, 95), worst)
        table.add_row(name, str(len(waits)), *(f"{seconds:.2f} s" for seconds in row))
    voice.console.print(table)
    voice.plain(f"The clock went {outcome.turned.days} days forward; the demo took {outcome.seconds:.0f} seconds.")
    if outcome.sent_again:
        voice.plain(f"{outcome.sent_again} requests found nobody and were sent again with the same key.")


def _events(voice: Voice, ledger: Ledger) -> None:
    by_stream = ledger.by_stream()
    letters = sum(len(found) for found in ledger.letters.values())
    rows = {stream.value: by_stream[stream] for stream in Stream if by_stream[stream]}
    _counts(voice, {**rows, "dead letters": letters})
    voice.plain(f"{len(ledger.events)} different events, {ledger.repeated} of them told again.")


def where_to_look(where: Whereabouts, example: str | None, voice: Voice) -> None:
    """Say where to look while the platform runs."""
    cases = f"{where.door}/referral/v1/referrals"
    rows = {
        f"{where.door}/": "what is where",
        cases: "the cases, those with the earliest next step first",
        f"{cases}/{example}/timeline": "one of them, from received to closed",
        f"{cases}/{example}/options": "what was proposed, with the reasons",
        f"{where.door}/directory/v1/services?need=singing": "the directory",
        f"{where.door}/directory/oruk/3.0/services": "the same as anybody may read it, in Open Referral UK 3.0",
        f"{where.door}/followup/v1/counts": "timers and contacts",
        f"Kafka at {', '.join(where.kafka)}": f"the topics {where.topic_prefix}*",
    }
    shown = {place: words for place, words in rows.items() if example is not None or "/None/" not in place}
    width = max(map(len, shown))
    voice.title("Where to look")
    for place, words in shown.items():
        voice.plain(f"  {place.ljust(width)}  {words}")


def how_to_look_again(folder: Path | None, voice: Voice) -> None:
    """Say how to look at it, where the platform ends with the command; ``folder`` is absent where it goes as well."""
    voice.title("Where to look")
    if folder is None:
        voice.plain("  This platform was a temporary one and is gone now. To look around:")
        voice.plain("  towpath demo --keep           the same, and it keeps running until Ctrl-C")
    else:
        voice.plain(f"  Everything lies in {folder}. To look around:")
        voice.plain(f"  towpath up --data {folder}")
