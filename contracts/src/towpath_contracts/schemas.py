"""``python -m towpath_contracts.schemas``: writes what is generated from the catalogue, checks it, and releases it.

Written are the draft revisions below ``contracts/schemas``, ``topics.json`` for those who create the topics, and the
changelog. A released revision is never written over: what the catalogue says more becomes the next one. Writing,
checking and releasing all refuse a catalogue that breaks with what was released, or that has room for something of a
person.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from towpath_contracts import gate
from towpath_contracts.changelog import CHANGELOG, changelog
from towpath_contracts.event import EVENTS, Stream
from towpath_contracts.releases import RELEASED, NoRelease, document_of, following
from towpath_contracts.topics import Topic, Topics

HERE = Path(__file__).parents[2]
TOPICS = "topics.json"


def generated(folder: Path = HERE) -> dict[str, Any]:
    """Return every generated document by its path below a contracts folder; released schemas are not among them."""
    drafts = gate.drafts(folder, EVENTS.values())
    return drafts | {TOPICS: topics_document(Topics()), CHANGELOG: changelog(folder, drafts)}


def topics_document(topics: Topics) -> dict[str, Any]:
    """Return the topics as data: those of every deployment, and those that each partner organisation adds."""
    partner = [topics.topic(stream, "organisation") for stream in (Stream.INBOX, Stream.REPLIES)]
    return {
        "prefix": topics.prefix,
        "fixed": [_plain(topic) for topic in topics.fixed_topics()],
        "partner": [_plain(topic) | {"name": _placeholder(topic.name)} for topic in partner],
    }


def _plain(topic: Topic) -> dict[str, Any]:
    return {"name": topic.name, "partitions": topic.partitions, "config": topic.config()}


def _placeholder(name: str) -> str:
    return name.replace(".organisation.", ".<organisation>.")


def text_of(document: Any) -> str:
    """Return a document as it stands in its file."""
    return document if isinstance(document, str) else json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def stale(folder: Path) -> Iterator[str]:
    """Yield the files that are not as they would be written now."""
    documents = generated(folder)
    for path, document in documents.items():
        file = folder / path
        if not file.exists():
            yield f"{path}: is not there; run make generated"
        elif file.read_text(encoding="utf-8") != text_of(document):
            yield f"{path}: is stale; run make generated"
    yield from (
        f"{path}: nothing asks for this draft; run make generated" for path in gate.abandoned(folder, documents)
    )


def write(folder: Path) -> None:
    """Write every generated document below ``folder``, and take away the drafts that nothing asks for any more."""
    documents = generated(folder)
    for path in gate.abandoned(folder, documents):
        (folder / path).unlink()
    for path, document in documents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(document), encoding="utf-8")


def release(folder: Path, number: str, day: date) -> None:
    """Release every draft: from now on its file stays as it is. Raises ``NoRelease``."""
    drafts = list(gate.drafts(folder, EVENTS.values()))
    releases = following(folder, number, day, drafts)
    (folder / RELEASED).write_text(text_of(document_of(releases)), encoding="utf-8")
    write(folder)


def main(arguments: list[str] | None = None) -> int:
    """Write, check or release, and return the exit code: 1 where something is stale, breaks, or was touched."""
    parser = argparse.ArgumentParser(prog="python -m towpath_contracts.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale or breaks")
    parser.add_argument("--release", metavar="NUMBER", help="release what is drafted, such as 1.1.0")
    parser.add_argument("--date", type=date.fromisoformat, help="the day of the release; today (UTC) without it")
    parser.add_argument("--folder", type=Path, default=HERE, help="the contracts folder")
    parser.add_argument("--earlier", type=Path, help="a contracts folder of before, of which no release may be lost")
    asked = parser.parse_args(arguments)
    found = list(gate.faults(asked.folder, EVENTS.values(), asked.earlier))
    if not found and (asked.check or asked.release):
        found = list(stale(asked.folder))
    if not found and asked.release:
        try:
            release(asked.folder, asked.release, asked.date or datetime.now(UTC).date())
        except NoRelease as error:
            found = [str(error)]
    elif not found and not asked.check:
        write(asked.folder)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
