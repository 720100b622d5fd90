"""What is shown of a grade."""

from typing import Literal, Self

from pydantic import BaseModel

from towpath_directory.feeds.quality import Grade
from towpath_directory.feeds.scale import scale

Letter = Literal["A", "B", "C", "D", "E"]


class GradeReason(BaseModel):
    """What is wrong with a record, the points that it costs, and what mends it."""

    code: str
    points: int
    words: str
    mend: str

    @classmethod
    def of(cls, code: str) -> Self:
        """Return a reason with its words; one that the scale has no longer costs nothing."""
        found = scale().reasons.get(code)
        if found is None:
            return cls(code=code, points=0, words=code, mend="")
        return cls(code=code, points=found.points, words=found.words, mend=found.mend)


class GradeView(BaseModel):
    """How good a record is: a letter from A to E, points of 100, and what is wrong with it, the worst first."""

    letter: Letter
    score: int
    reasons: list[GradeReason]

    @classmethod
    def of(cls, grade: Grade) -> Self:
        """Return a grade as it is shown."""
        reasons = [GradeReason.of(code) for code in grade.reasons]
        return cls.model_validate({"letter": grade.letter, "score": grade.score, "reasons": reasons})
