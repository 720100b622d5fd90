"""The verdict on a feed: one document after another, counted, for nobody reads 50,000 lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from towpath_directory.feeds.split import Pages, TooDeep, members
from towpath_directory.validator.facts import Kind, Profile, profile
from towpath_directory.validator.finding import Fault, Finding, Level, Outcome, Verdict
from towpath_directory.validator.judging import faults
from towpath_directory.validator.recognise import recognise
from towpath_directory.validator.words import told

ENDPOINT = "feed"
_PLACE = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class FeedVerdict(Verdict):
    """What was found in a feed: each finding once, with how often, the most frequent of the worst first.

    ``entries`` counts the entries by what they are, empty for those of no kind, and by their verdict.
    """

    entries: Mapping[tuple[str, Outcome], int]
    pages: int


@dataclass(slots=True)
class _Tally:
    entries: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)

    def add(self, position: int, kind: str, found: Iterable[Finding]) -> None:
        """Count an entry; a finding that it has several times is counted once."""
        told_of = list(found)
        self.entries[kind, Verdict(kind, "", tuple(told_of)).outcome] += 1
        for key, finding in {_key(finding): finding for finding in told_of}.items():
            known = self.findings.get(key)
            first = replace(finding, path=key[2], first=position)
            self.findings[key] = first if known is None else replace(known, count=known.count + 1)


def judge_feed(chunks: Iterable[bytes], profile_name: str = "oruk-3.0", kind: str = "") -> FeedVerdict:
    """Judge each entry of a feed: a list, pages, or one object after another, as its bytes come.

    What an entry is is told from its fields, unless ``kind`` says it. Memory holds one entry, and the ids. Raises
    NotJson where it stops being JSON, UnknownKind and UnknownProfile.
    """
    standard = profile(profile_name)
    asked = standard.kind(kind) if kind else None
    tally, pages = _Tally(), Pages()
    for position, member in enumerate(members(chunks, pages), start=1):
        found = asked or recognise(member, standard)
        tally.add(position, found.name if found else "", _entry(member, found, standard, tally.ids))
    rank = sorted(tally.findings.values(), key=lambda finding: (-_rank(finding), -finding.count, finding.path))
    return FeedVerdict("feed", profile_name, tuple(rank), dict(tally.entries), pages.read)


def _entry(member: object, kind: Kind | None, standard: Profile, ids: set[tuple[str, str]]) -> Iterator[Finding]:
    if kind is None or isinstance(member, TooDeep):
        yield told(Fault("unknown-entry", "$", {}), Level.REQUIRED, ENDPOINT)
        return
    yield from (told(fault, kind.level, ENDPOINT) for fault in faults(member, kind, standard))
    known = member.get("id") if isinstance(member, dict) else None
    if isinstance(known, str):
        if (kind.name, known) in ids:
            yield told(Fault("id-twice", "$.id", {}), kind.level, ENDPOINT)
        ids.add((kind.name, known))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.severity, finding.code, _PLACE.sub("[*]", finding.path)


def _rank(finding: Finding) -> int:
    return ("note", "warn", "fail").index(finding.severity)
