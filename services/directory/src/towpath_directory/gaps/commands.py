"""What may be asked of a gap."""

from dataclasses import dataclass

from towpath_directory.gaps.model import Waiting


@dataclass(frozen=True, slots=True)
class CountWaiting:
    """Take over how many people wait."""

    need: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class AnswerGap:
    """A service answers it: a curator says so or, where it was ``listed``, its listing serves the need in the area."""

    service: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class WorkOnGap:
    """An organisation works on it."""

    organisation: str


Asked = CountWaiting | AnswerGap | WorkOnGap
