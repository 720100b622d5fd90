"""The changelog: what each release added, computed from the revisions and the ledger of what was released."""

from collections.abc import Iterator
from pathlib import Path

from towpath_contracts.additions import NEW_FIELD, additions
from towpath_contracts.compatibility import Schema
from towpath_contracts.releases import releases_in
from towpath_contracts.revisions import Revision, Version, read

CHANGELOG = "CHANGELOG.md"
HEAD = """# Changelog of the contracts

Written by `make generated` from the [schemas](schemas) and [released.json](released.json). Within a version of an
event everything is an addition: whoever reads any revision of it reads them all.
"""

MOST_IN_A_LINE = 8
"""New fields of one event: more of them are listed part by part."""


def changelog(folder: Path, drafts: dict[str, Schema]) -> str:
    """Return the changelog of a contracts folder; ``drafts`` are the revisions that are not released, by their path."""
    releases = releases_in(folder)
    parts = [HEAD]
    if drafts:
        parts.append(_part("Not yet released", folder, list(drafts), drafts))
    parts.extend(
        _part(f"{release.number}, {release.day}", folder, list(release.schemas), {}) for release in reversed(releases)
    )
    return "\n".join(parts)


def _part(title: str, folder: Path, paths: list[str], drafts: dict[str, Schema]) -> str:
    revisions = sorted(found for path in paths if (found := Revision.at(path)) is not None)
    lines = [*_new_events(revisions), *_additions(folder, revisions, drafts)]
    return "\n".join([f"## {title}", "", *lines, ""])


def _new_events(revisions: list[Revision]) -> Iterator[str]:
    new: dict[str, list[Version]] = {}
    for revision in revisions:
        if revision.number == 1:
            new.setdefault(revision.of.stream, []).append(revision.of)
    for stream, events in new.items():
        named = " ".join(f"`{found.event}`" + (f" v{found.version}" if found.version > 1 else "") for found in events)
        yield f"- {stream}: new {'event' if len(events) == 1 else 'events'} {named}"


def _additions(folder: Path, revisions: list[Revision], drafts: dict[str, Schema]) -> Iterator[str]:
    for revision in revisions:
        if revision.number > 1:
            before = read(folder, revision._replace(number=revision.number - 1))
            after = drafts[revision.path] if revision.path in drafts else read(folder, revision)
            added = additions(before, after) or ["the same, put in another way"]
            fields, others = _parted(added)
            listed = sum(map(len, fields.values())) > MOST_IN_A_LINE
            said = "; ".join([*others, "new optional fields"] if listed else added)
            yield f"- `{revision.of}`, revision {revision.number}: {said}"
            if listed:
                yield from (f"  - of {holder}: {', '.join(names)}" for holder, names in fields.items())


def _parted(added: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the new fields, by what holds them, and the rest."""
    fields: dict[str, list[str]] = {}
    others = []
    for one in added:
        if one.startswith(NEW_FIELD):
            holder, _, name = one.removeprefix(NEW_FIELD).strip("`").rpartition(".")
            fields.setdefault(f"`{holder}`" if holder else "the event", []).append(f"`{name}`")
        else:
            others.append(one)
    return fields, others
