"""The fact that a listing has a grade, and what asks for one: pure."""

from dataclasses import dataclass

from towpath_directory.feeds.quality import Grade
from towpath_runtime.inward import Inward


class Graded(Inward):
    """A listing was graded. No topic tells of it: whoever reads a listing judges it for themselves."""

    grade: Grade


@dataclass(frozen=True, slots=True)
class GradeAgain:
    """Grade a listing as it stands; ``likely`` others may be the same service, None where that is as it was."""

    likely: int | None = None
