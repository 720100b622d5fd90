"""Wellbeing measures: what an answer may be, and how a score is made of answers. The wording of none is here.

The ranges and the conversion are those of the measures' own guides, as named beside each.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from towpath_runtime.errors import Refused

Scores = dict[str, float]


class Measure(StrEnum):
    """The measures that can be recorded."""

    ONS4 = "ons4"
    SWEMWBS = "swemwbs"
    UCLA3 = "ucla-3"
    PAM = "pam"
    MYCAW = "mycaw"


class MeasureUnknown(Refused):
    """There is no such measure."""

    code = "measure-unknown"
    status = 422


class AnswersWrong(Refused):
    """The answers are not those of the measure: one is missing, too many, out of range, or not whole."""

    code = "answers-wrong"
    status = 422


ONS4_QUESTIONS = ("life-satisfaction", "worthwhile", "happiness", "anxiety")
SWEMWBS_ITEMS = tuple(f"item-{number}" for number in range(1, 8))
UCLA3_ITEMS = tuple(f"item-{number}" for number in range(1, 4))
MYCAW_CONCERNS = ("concern-1", "concern-2")

SWEMWBS_METRIC = {
    7: 7.00, 8: 9.51, 9: 11.25, 10: 12.40, 11: 13.33, 12: 14.08, 13: 14.75, 14: 15.32, 15: 15.84, 16: 16.36,
    17: 16.88, 18: 17.43, 19: 17.98, 20: 18.59, 21: 19.25, 22: 19.98, 23: 20.73, 24: 21.54, 25: 22.35, 26: 23.21,
    27: 24.11, 28: 25.03, 29: 26.02, 30: 27.03, 31: 28.13, 32: 29.31, 33: 30.70, 34: 32.55, 35: 35.00,
}  # fmt: skip
"""Raw sum to metric score (Stewart-Brown and others 2009, the conversion table of the scale's owners)."""


def score(measure: str, answers: Mapping[str, float]) -> Scores:
    """Return the scores to keep, by the measure's own names. Raises MeasureUnknown or AnswersWrong."""
    if measure not in _SCORING:
        raise MeasureUnknown(f"known are {', '.join(Measure)}", field="measure")
    return _SCORING[Measure(measure)](answers)


def concerns(scores: Mapping[str, float]) -> frozenset[str]:
    """Return which concerns of MYCaW were scored."""
    return frozenset(name for name in scores if name in MYCAW_CONCERNS)


def ons4_band(question: str, answer: float) -> str:
    """Return low, medium, high or very-high; for anxiety very-low, low, medium or high (ONS, personal well-being)."""
    if question == "anxiety":
        return "very-low" if answer <= 1 else "low" if answer <= 3 else "medium" if answer <= 5 else "high"
    return "low" if answer <= 4 else "medium" if answer <= 6 else "high" if answer <= 8 else "very-high"


def _ons4(answers: Mapping[str, float]) -> Scores:
    """Four questions from 0 to 10, kept apart: they are never summed. A question may be left out."""
    _only(answers, ONS4_QUESTIONS)
    if not answers:
        raise AnswersWrong("answer at least one question", field="answers")
    return {name: _whole(answers, name, 0, 10) for name in ONS4_QUESTIONS if name in answers}


def _swemwbs(answers: Mapping[str, float]) -> Scores:
    """Seven items from 1 to 5, all needed: the raw sum, 7 to 35, and the metric score, 7.00 to 35.00."""
    _only(answers, SWEMWBS_ITEMS)
    raw = sum(_whole(answers, name, 1, 5) for name in SWEMWBS_ITEMS)
    return {"raw": raw, "metric": SWEMWBS_METRIC[int(raw)]}


def _ucla3(answers: Mapping[str, float]) -> Scores:
    """Three items from 1 to 3, all needed: the sum, 3 to 9; more is lonelier."""
    _only(answers, UCLA3_ITEMS)
    return {"total": sum(_whole(answers, name, 1, 3) for name in UCLA3_ITEMS)}


def _pam(answers: Mapping[str, float]) -> Scores:
    """Score (0 to 100) and level (1 to 4) as the licensed instrument gave them."""
    _only(answers, ("score", "level"))
    return {"score": _within(answers, "score", 0, 100), "level": _whole(answers, "level", 1, 4)}


def _mycaw(answers: Mapping[str, float]) -> Scores:
    """One or two concerns of the person's own and wellbeing, 0 to 6; less is better."""
    _only(answers, (*MYCAW_CONCERNS, "wellbeing"))
    given = ["concern-1", *(name for name in ("concern-2",) if name in answers), "wellbeing"]
    return {name: _whole(answers, name, 0, 6) for name in given}


_SCORING: dict[Measure, Callable[[Mapping[str, float]], Scores]] = {
    Measure.ONS4: _ons4,
    Measure.SWEMWBS: _swemwbs,
    Measure.UCLA3: _ucla3,
    Measure.PAM: _pam,
    Measure.MYCAW: _mycaw,
}


def _only(answers: Mapping[str, float], names: tuple[str, ...]) -> None:
    if set(answers) - set(names):
        raise AnswersWrong(f"the questions are {', '.join(names)}", field="answers")


def _within(answers: Mapping[str, float], name: str, low: int, high: int) -> float:
    """Every comparison is false for a NaN, so it is refused too."""
    if name not in answers:
        raise AnswersWrong("this answer is needed", field=f"answers.{name}")
    if not low <= answers[name] <= high:
        raise AnswersWrong(f"give a number from {low} to {high}", field=f"answers.{name}")
    return float(answers[name])


def _whole(answers: Mapping[str, float], name: str, low: int, high: int) -> float:
    answer = _within(answers, name, low, high)
    if not answer.is_integer():
        raise AnswersWrong(f"give a whole number from {low} to {high}", field=f"answers.{name}")
    return answer
