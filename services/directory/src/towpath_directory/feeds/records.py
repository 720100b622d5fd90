"""The records of a feed: one per service, in the order of the feed, and one for whatever holds no service."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from towpath_directory.feeds.documents import parts
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reach import Node, depth, look, node
from towpath_directory.feeds.reasons import Refusal, refusal
from towpath_directory.feeds.shape import Shape, shape_of
from towpath_directory.feeds.split import Pages, TooDeep, members
from towpath_directory.withheld.record import separated

DEEPEST = 40
"""How deeply a record may be nested; BSON stops at 100, and no service needs a tenth of that."""

LARGEST = 1_000_000
"""The most characters of a record as JSON; a document of MongoDB holds 16 MB."""

LARGEST_OF_OURS = 6 * LARGEST
"""The same of an export of ours, which may say a thing twice and escapes what is not ASCII."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``position`` counts records from 1, ``document`` the members of the feed, from 1 too.

    ``given`` is the publisher's own id, for the report; ``text`` is the `Part` as JSON, or empty for a refused one.
    ``known`` is the listing of a record that was not fetched again because it had not changed. ``withheld`` are its
    confidential places, as they were sent: nothing else of it says where they are.
    """

    position: int
    document: int
    shape: Shape
    given: str
    text: str
    refusal: Refusal | None = None
    known: str | None = None
    withheld: tuple[Node, ...] = ()


def records(chunks: Iterable[bytes], pages: Pages | None = None) -> Iterator[Record]:
    """Yield every record of a feed; each member of the feed gives one at least, so that counts add up.

    Raises `NotJson`, which may come after some of them.
    """
    position = 0
    for document, member in enumerate(members(chunks, pages), start=1):
        for shape, given, text, refused, withheld in _of(member):
            position += 1
            yield Record(position, document, shape, given, text, refused, withheld=withheld)


def _of(member: object) -> Iterator[tuple[Shape, str, str, Refusal | None, tuple[Node, ...]]]:
    found = node(member)
    if isinstance(member, TooDeep) or not depth(member, DEEPEST):
        yield Shape.UNKNOWN, "", "", refusal("too-deep", ""), ()
        return
    if found is None:
        yield Shape.UNKNOWN, "", "", refusal("not-an-object", ""), ()
        return
    shape = shape_of(found)
    services = parts(found) if shape in (Shape.DOCUMENT, Shape.UNKNOWN) else [Part(found)]
    if not services:
        yield shape, _given(Part(found)), "", refusal("no-service", "services"), ()
    for service in services:
        text = service.text()
        if len(text) > (LARGEST_OF_OURS if shape is Shape.TOWPATH else LARGEST):
            yield shape, _given(service), "", refusal("too-large", ""), ()
            continue
        open_part, withheld = separated(service, text, ours=shape is Shape.TOWPATH)
        yield shape, _given(open_part), open_part.text() if withheld else text, None, withheld


def _given(part: Part) -> str:
    metadata = node(part.service.get("metadata")) or {}
    return legible(look(part.service, "service", "id") or look(metadata, "service", "id"))


def legible(given: str) -> str:
    """Return a publisher's own id as it is kept: escaped, for it may hold anything, and cut."""
    return json.dumps(given)[1:-1][:100]
