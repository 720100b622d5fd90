"""What is found in a document, and the verdict that follows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a document, or an API, is judged to be."""

    PASS = "pass"  # noqa: S105  # a verdict
    WARN = "warn"
    FAIL = "fail"


class Weight(StrEnum):
    """Who asks for it: the standard (must), a reader that otherwise goes wrong (should), or good manners (could)."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"


class Level(StrEnum):
    """How much a standard asks for an endpoint."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class Severity(StrEnum):
    """What a finding does to the verdict; a note leaves it as it is."""

    NOTE = "note"
    WARN = "warn"
    FAIL = "fail"


SEVERITIES: Mapping[tuple[Level, Weight], Severity] = {
    (Level.REQUIRED, Weight.MUST): Severity.FAIL,
    (Level.REQUIRED, Weight.SHOULD): Severity.WARN,
    (Level.REQUIRED, Weight.COULD): Severity.NOTE,
    (Level.RECOMMENDED, Weight.MUST): Severity.WARN,
    (Level.RECOMMENDED, Weight.SHOULD): Severity.WARN,
    (Level.RECOMMENDED, Weight.COULD): Severity.NOTE,
    (Level.OPTIONAL, Weight.MUST): Severity.WARN,
    (Level.OPTIONAL, Weight.SHOULD): Severity.NOTE,
    (Level.OPTIONAL, Weight.COULD): Severity.NOTE,
}
"""An API fails for its required endpoints alone, as in the validator of Open Referral UK."""

_OUTCOMES = {Severity.NOTE: Outcome.PASS, Severity.WARN: Outcome.WARN, Severity.FAIL: Outcome.FAIL}
_WORST = (Outcome.FAIL, Outcome.WARN, Outcome.PASS)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a JSON path; ``words`` fill the sentences of its code, and hold nothing of the document."""

    code: str
    path: str
    words: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as it is told: where, what is wrong and what to mend. It quotes no value, for that may be personal.

    Of a feed, ``count`` says how many entries have it, and ``first`` which is the first of them, from 1.
    """

    code: str
    weight: Weight
    severity: Severity
    endpoint: str
    path: str
    wrong: str
    mend: str
    count: int = 1
    first: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one document of a kind, judged by a profile, sorted by path."""

    kind: str
    profile: str
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst that a finding asks for."""
        return worst(_OUTCOMES[finding.severity] for finding in self.findings)

    @property
    def codes(self) -> Counter[str]:
        """How often each code was found."""
        found: Counter[str] = Counter()
        for finding in self.findings:
            found[finding.code] += finding.count
        return found


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of the outcomes, a pass for none."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST if outcome in found), Outcome.PASS)
