"""``python -m towpath_contracts.schemas``: writes the JSON Schemas and the topics as files, and checks them.

``contracts/schemas/<stream>/<event>.v1.json`` holds one event each, ``contracts/topics.json`` the topics for those who
create them. A file that was released is only ever changed compatibly, and no event may have room for something of a
person: both writing and checking refuse anything else.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from towpath_contracts.compatibility import breaking_changes
from towpath_contracts.event import EVENTS, Stream
from towpath_contracts.json_schema import schema_of
from towpath_contracts.personal import personal_fields
from towpath_contracts.topics import Topic, Topics

HERE = Path(__file__).parents[2]
TOPICS = "topics.json"


def generated() -> dict[str, Any]:
    """Return every generated document by its path below the contracts folder."""
    schemas = {f"schemas/{e.stream.value}/{e.name}.v{e.version}.json": schema_of(e) for e in EVENTS.values()}
    return dict(sorted(schemas.items())) | {TOPICS: topics_document(Topics())}


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
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def breaks(documents: dict[str, Any], released: Path) -> Iterator[str]:
    """Yield what is not compatible with the files below ``released``, one line each."""
    for file in sorted((released / "schemas").glob("*/*.json")):
        path = file.relative_to(released).as_posix()
        if path not in documents:
            yield f"{path}: the catalogue has no such event any more; a released event stays"
            continue
        for change in breaking_changes(json.loads(file.read_text(encoding="utf-8")), documents[path]):
            yield f"{path}: {change}; what breaks is a new event of version 2"


def stale(documents: dict[str, Any], folder: Path) -> Iterator[str]:
    """Yield the files that are not as they would be written now."""
    for path, document in documents.items():
        file = folder / path
        if not file.exists():
            yield f"{path}: is not there; run make generated"
        elif file.read_text(encoding="utf-8") != text_of(document):
            yield f"{path}: is stale; run make generated"


def faults(folder: Path, released: Path | None, *, fresh: bool) -> Iterator[str]:
    """Yield everything that is wrong, one line each; without ``released`` nothing is held against earlier schemas."""
    personal = [path for event in EVENTS.values() for path in personal_fields(event)]
    if personal:
        yield from (f"{path}: could hold something of a person; see ledger.py" for path in personal)
        return
    documents = generated()
    if released:
        yield from breaks(documents, released)
    if fresh:
        yield from stale(documents, folder)


def write(documents: dict[str, Any], folder: Path) -> None:
    """Write every document into its file below ``folder``."""
    for path, document in documents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(document), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write or check, and return the exit code: 1 where something is stale or breaks a released schema."""
    parser = argparse.ArgumentParser(prog="python -m towpath_contracts.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale or breaks")
    parser.add_argument("--folder", type=Path, default=HERE, help="the contracts folder")
    parser.add_argument("--released", type=Path, help="the contracts folder of an earlier revision to compare with")
    parser.add_argument("--redraft", action="store_true", help="write over schemas that no one has received events of")
    asked = parser.parse_args(arguments)
    found = list(faults(asked.folder, None if asked.redraft else asked.released or asked.folder, fresh=asked.check))
    if not found and not asked.check:
        write(generated(), asked.folder)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
