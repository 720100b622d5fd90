"""The schedules of a service: its own, those of it at one of its places, else those of its places."""

from collections.abc import Callable, Iterator

from towpath_directory.feeds.reach import Node, given, names, nodes, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.schedule import Source

MOST_NESTED = 5


def hours(record: Node, where: Callable[[Node], str | None], notes: Notes) -> list[Source]:
    """Return the objects that hold them; ``where`` gives the location that a service at a place means.

    The hours of a place are when it is open. They are taken where nothing else says when the service is on.
    """
    found = [Source(known_as(one), one) for one in _own(record)]
    sites = [site for name in names("location", "at") for site in nodes(record.get(name))]
    found += [Source(known_as(one), one, where(site)) for site in sites for one in _own(site)]
    of_places = [Source(known_as(one), one, place) for one, place in _of_places(record, where, None, 0)]
    if found and of_places:
        notes.mend("hours-of-place-set-aside", "schedules")
    return found or of_places


def known_as(schedule: Node) -> str:
    """Return the id that a publisher gave to a schedule."""
    return word(given(schedule, "address", "id")[1])


def _own(record: Node) -> list[Node]:
    return [one for name in names("schedule", "own") for one in nodes(record.get(name))]


def _of_places(
    record: Node, where: Callable[[Node], str | None], place: str | None, nested: int
) -> Iterator[tuple[Node, str | None]]:
    """Yield the schedules inside the places of an object, and inside theirs; not those of a service at one."""
    if nested >= MOST_NESTED:
        return
    for name in names("schedule", "within"):
        for inner in nodes(record.get(name)):
            here = where(inner) or place
            own = [] if name in names("location", "at") and not nested else _own(inner)
            if own:
                yield from ((one, here) for one in own)
            else:
                yield from _of_places(inner, where, here, nested + 1)
