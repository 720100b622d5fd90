"""Where a reader is: the token of a page, from which the next one can be found in any process, whatever changed."""

import base64
import binascii
import hashlib
import zlib
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from towpath_directory.refusals import CursorInvalid
from towpath_directory.search.asked import Of, SearchAsked
from towpath_directory.search.plan import MOST_FORMS, MOST_WORDS, Asked, Form, Plan
from towpath_directory.search.refusals import CursorOfAnotherQuestion

LONGEST = 4_000
"""Characters of a cursor; one for ten words of sixteen forms each has about two thousand."""

COLUMNS = {Of.SERVICES: 3, Of.SERVICE_AT_LOCATIONS: 5}
"""How many numbers the order of a result has: its key, and two for each id."""

_MOST_BYTES = 20_000
_Worth = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
_Number = Annotated[int, Field(ge=0, lt=2**64)]
_Form = tuple[Annotated[str, Field(max_length=200)], _Worth]
_Word = tuple[Annotated[tuple[_Form, ...], Field(min_length=1, max_length=MOST_FORMS)], _Worth]


@dataclass(frozen=True, slots=True)
class Mark:
    """``plan`` and ``today`` are those of the first page; ``after`` is the order of the last thing that was shown."""

    plan: Plan | None
    today: date
    after: tuple[int, ...]


class _Token(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    question: Annotated[str, Field(max_length=32)]
    words: Annotated[tuple[_Word, ...], Field(max_length=MOST_WORDS)] | None
    enough: _Worth | None
    today: date
    after: Annotated[tuple[_Number, ...], Field(min_length=3, max_length=5)]


def token(asked: SearchAsked, mark: Mark) -> str:
    """Return the cursor of the page after a mark."""
    plan = mark.plan
    kept = _Token(
        question=fingerprint(asked),
        words=None if plan is None else tuple((tuple(map(_form, word.forms)), word.worth) for word in plan.words),
        enough=None if plan is None else plan.enough,
        today=mark.today,
        after=mark.after,
    )
    packed = zlib.compress(kept.model_dump_json(exclude_none=False).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(asked: SearchAsked) -> Mark | None:
    """Return the mark that a question's cursor stands for. Raises CursorInvalid, CursorOfAnotherQuestion."""
    if asked.cursor is None:
        return None
    wrong = CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    try:
        packed = base64.b64decode(asked.cursor[:LONGEST] + "=" * (-len(asked.cursor) % 4), "-_", validate=True)
        unpacking = zlib.decompressobj()
        kept = _Token.model_validate_json(unpacking.decompress(packed, _MOST_BYTES))
    except (ValidationError, ValueError, binascii.Error, zlib.error):
        raise wrong from None
    if not unpacking.eof:
        raise wrong
    if kept.question != fingerprint(asked):
        raise CursorOfAnotherQuestion("ask the same as before, with the cursor of that page", field="cursor")
    if len(kept.after) != COLUMNS[asked.of]:
        raise wrong
    if (kept.words is None) != (asked.search is None) or (kept.words is not None and kept.enough is None):
        raise wrong
    plan = None
    if kept.words is not None:
        words = (Asked(tuple(Form(*form) for form in forms), worth) for forms, worth in kept.words)
        plan = Plan(tuple(words), kept.enough)
    return Mark(plan, kept.today, kept.after)


def fingerprint(asked: SearchAsked) -> str:
    """Return what tells a question from another: the same for all its pages, in any process."""
    question = replace(asked, cursor=None, offset=0, limit=0)
    return hashlib.sha256(repr(astuple(question)).encode()).hexdigest()[:16]


def _form(form: Form) -> _Form:
    return form.term, form.worth
