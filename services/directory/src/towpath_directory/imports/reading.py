"""Reading the records of an import: each a listing, or a refusal; whatever breaks a reader stops that record alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from towpath_contracts.codes import Code
from towpath_contracts.values import Area
from towpath_directory.exchange.record import NotOurs, listing_in
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import Refusal, refusal
from towpath_directory.feeds.shape import Shape
from towpath_directory.imports.areas import placed
from towpath_runtime.errors import where
from towpath_runtime.logs import Log

LONDON = ZoneInfo("Europe/London")

Document = dict[str, Any]

_CODE: TypeAdapter[str] = TypeAdapter(Code)


class Reading:
    """Reads the records of one import. The day is that of the import, so that a second try reads the same."""

    def __init__(self, found: Document, log: Log) -> None:
        today = found["created"].astimezone(LONDON).date()
        areas = tuple(Area.model_validate(area) for area in found["covered"])
        self._feeds = {shape: Feed(found["publisher"], shape, today, placed, areas) for shape in Shape}
        self._keeps_publishers = bool(found.get("keep_publishers"))
        self._log = log

    def of(self, lines: Sequence[Document]) -> list[tuple[Document, Taken | Refusal]]:
        """Return what each line says, with the line."""
        return [(kept, self._one(kept)) for kept in lines]

    def _one(self, kept: Document) -> Taken | Refusal:
        try:
            part = Part.from_text(kept["text"])
            feed = self._feeds[Shape(kept["shape"])]
            feed = replace(feed, publisher=self._publisher(part, feed.publisher))
            return _exported(part, feed) if feed.shape is Shape.TOWPATH else normalise(part, feed)
        except Exception as error:  # one record that breaks a reader must not stop the others, nor be lost
            self._log.error("reader-broke", where=where(error), record=kept["_id"])
            return refusal("unreadable", "")

    def _publisher(self, part: Part, whose: str) -> str:
        if not self._keeps_publishers:
            return whose
        try:
            return _CODE.validate_python(part.service.get("publisher"))
        except ValidationError:
            return whose


def _exported(part: Part, feed: Feed) -> Taken | Refusal:
    """Take a record of an export of ours as it is: it was mended before it stood in a directory."""
    try:
        return Taken(listing_in(part.service).model_copy(update={"publisher": feed.publisher}), ())
    except NotOurs as error:
        return refusal("does-not-fit", error.field)
