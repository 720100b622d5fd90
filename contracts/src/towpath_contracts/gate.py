"""The gate that every change of an event goes through: what was released stays, and what is new only adds to it."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from towpath_contracts.compatibility import Schema, breaking_changes
from towpath_contracts.event import Event
from towpath_contracts.personal import personal_fields
from towpath_contracts.releases import Release, forgotten, released_files, releases_in, touched
from towpath_contracts.revisions import Revision, Version, files_in, read, revisions_in, same
from towpath_contracts.topics import COMPACTED


def drafts(folder: Path, events: Iterable[type[Event]]) -> dict[str, Schema]:
    """Return the revisions that are not released as they follow from the catalogue, by their path.

    An event that differs from its newest released revision, or has none, has one draft: the revision after it.
    """
    released = released_files(releases_in(folder))
    on_disk = revisions_in(folder)
    found = {}
    for event in events:
        version = Version.of(event)
        frozen = [revision for revision in on_disk.get(version, []) if revision.path in released]
        draft = Revision(version, frozen[-1].number + 1 if frozen else 1)
        schema = draft.schema(event)
        if not frozen or not same(schema, read(folder, frozen[-1])):
            found[draft.path] = schema
    return dict(sorted(found.items()))


def abandoned(folder: Path, drafted: Iterable[str]) -> list[str]:
    """Return the paths of drafts in the folder that the catalogue asks for no more."""
    kept = released_files(releases_in(folder)).keys() | set(drafted)
    return [path for path in files_in(folder) if Revision.at(path) is not None and path not in kept]


def faults(folder: Path, events: Iterable[type[Event]], earlier: Path | None = None) -> Iterator[str]:
    """Yield why the catalogue cannot be published from a contracts folder, one line each.

    ``earlier`` is a contracts folder of before, whose releases have to be in this one as they were.
    """
    catalogue = list(events)
    releases = releases_in(folder)
    lost = [*_lost(folder, releases, catalogue), *(forgotten(releases, releases_in(earlier)) if earlier else ())]
    yield from lost
    if lost:  # without what was released, there is nothing that one could hold the catalogue against
        return
    unsafe = [path for event in catalogue for path in personal_fields(event)]
    yield from (f"{path}: could hold something of a person; see ledger.py" for path in unsafe)
    yield from _versions(catalogue)
    if not unsafe:
        yield from breaks(histories(folder, catalogue))


def _lost(folder: Path, releases: list[Release], catalogue: list[type[Event]]) -> Iterator[str]:
    yield from touched(folder, releases)
    for path in files_in(folder):
        if Revision.at(path) is None:
            yield f"{path}: is no revision of an event: they are called <stream>/<event>/v<version>.<revision>.json"
    there = {Version.of(event) for event in catalogue}
    for path in released_files(releases):
        found = Revision.at(path)
        if found is not None and found.of not in there:
            yield f"{path}: the catalogue has no such event any more: a released event stays"


def _versions(catalogue: list[type[Event]]) -> Iterator[str]:
    """Refuse a version that nothing leads to, and one whose records would push out those of the version before."""
    there = {Version.of(event) for event in catalogue}
    for event in catalogue:
        version = Version.of(event)
        if event.version < 1 or (event.version > 1 and version._replace(version=event.version - 1) not in there):
            yield f"{event.type}: there is no version {event.version - 1} of it: versions are counted from 1"
        if event.version > 1 and event.stream in COMPACTED:
            yield (
                f"{event.type}: a compacted topic keeps one record of a key, so two versions cannot stand beside each "
                "other on it; a new stream with a topic of its own can"
            )


def histories(folder: Path, events: Iterable[type[Event]]) -> list[list[tuple[str, Schema]]]:
    """Return every version's revisions with their paths, the first one first: those released, then its draft."""
    released = released_files(releases_in(folder))
    found: dict[Version, list[tuple[str, Schema]]] = {}
    for version, revisions in revisions_in(folder).items():
        frozen = [revision for revision in revisions if revision.path in released]
        found[version] = [(revision.path, read(folder, revision)) for revision in frozen]
    for path, schema in drafts(folder, events).items():
        if (draft := Revision.at(path)) is not None:
            found.setdefault(draft.of, []).append((path, schema))
    return list(found.values())


def breaks(versions: Iterable[list[tuple[str, Schema]]]) -> Iterator[str]:
    """Yield what breaks between any two revisions of a version, one line each, against the first that it breaks."""
    for revisions in versions:
        told = set()
        for (before, earlier), (path, later) in combinations(revisions, 2):
            for broken in breaking_changes(earlier, later):
                if (path, broken.place, broken.change) not in told:
                    told.add((path, broken.place, broken.change))
                    yield f"{path} against {before.rpartition('/')[2]}: {broken}, or make a new version of the event"
