"""A glance at a page of a feed before it is taken: what it holds, and whether it says all that there is to say."""

from collections.abc import Iterable
from dataclasses import dataclass

from towpath_directory.feeds.reach import Node, look, node
from towpath_directory.feeds.split import NotJson, Pages, members

MOST_SUMMARIES = 5_000
"""The most services of a page that are asked for one by one; an ORUK page has 10 to 100."""

_SAYS_MORE = frozenset(
    ("service_at_locations", "locations", "schedules", "regular_schedules", "phones", "contacts", "cost_options",
     "service_areas", "languages", "eligibilitys", "link_taxonomies", "service_taxonomys", "addresses", "services")
)  # fmt: skip
"""What a service in full has at least one of, and a summary in a list of ORUK 3 none."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A service as a list names it: the publisher's own id, and when it changed, as the list wrote it."""

    given: str
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page holds. ``pages`` and ``services`` are the totals that it tells, 0 and None where it is no page.

    ``summaries`` names every member that has an id; ``bare`` says that all of them are summaries.
    """

    count: int
    pages: int
    services: int | None
    summaries: tuple[Summary, ...] = ()
    bare: bool = False


def glance(chunks: Iterable[bytes]) -> Glance:
    """Look through a page. What is no JSON has no members: reading it will say where."""
    pages, count, bare = Pages(), 0, True
    found: list[Summary] = []
    try:
        for member in members(chunks, pages):
            count += 1
            if count > MOST_SUMMARIES:
                bare = False
                continue
            service = node(member)
            summary = None if service is None else _summary(service)
            if service is None or summary is None or service.keys() & _SAYS_MORE:
                bare = False
            if summary is not None:
                found.append(summary)
    except NotJson:
        return Glance(count, 1, None)
    enveloped = pages.of > 0
    kept = tuple(found) if enveloped and count <= MOST_SUMMARIES else ()
    return Glance(count, pages.of, pages.services, kept, bare and enveloped and bool(kept))


def _summary(service: Node) -> Summary | None:
    given = look(service, "service", "id")
    return Summary(given, look(service, "service", "modified")) if given else None
