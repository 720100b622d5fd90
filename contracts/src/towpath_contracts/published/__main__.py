"""``python -m towpath_contracts.published``: writes the AsyncAPI description, the samples and the catalogue.

With ``--check`` it writes nothing and fails where a file is not as it would be written now, or where one lies among the
samples that is none.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from towpath_contracts.published import asyncapi, catalogue, samples
from towpath_contracts.topics import Topics

HERE = Path(__file__).parents[3]


def texts() -> dict[str, str]:
    """Return the text of every published file by its path below the contracts folder."""
    topics = Topics()
    documents = samples.files(topics) | {"asyncapi.json": asyncapi.document(topics)}
    return {path: _text(document) for path, document in documents.items()} | {"catalogue.html": catalogue.page(topics)}


def _text(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def faults(published: dict[str, str], folder: Path) -> Iterator[str]:
    """Yield the files that are missing, stale or too many, one line each."""
    for path, text in published.items():
        file = folder / path
        if not file.exists():
            yield f"{path}: is not there; run make generated"
        elif file.read_text(encoding="utf-8") != text:
            yield f"{path}: is stale; run make generated"
    yield from (f"{path}: is the sample of no event; run make generated" for path in left_over(published, folder))


def left_over(published: dict[str, str], folder: Path) -> list[str]:
    """Return the samples of events that are not in the catalogue."""
    there = (file.relative_to(folder).as_posix() for file in sorted((folder / "samples").rglob("*.json")))
    return [path for path in there if path not in published]


def write(published: dict[str, str], folder: Path) -> None:
    """Write every file below ``folder``, and remove the samples that are none any more."""
    for path, text in published.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path in left_over(published, folder):
        (folder / path).unlink()


def main(arguments: list[str] | None = None) -> int:
    """Write or check, and return the exit code: 1 where a file is not fresh."""
    parser = argparse.ArgumentParser(prog="python -m towpath_contracts.published", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is not fresh")
    parser.add_argument("--folder", type=Path, default=HERE, help="the contracts folder")
    asked = parser.parse_args(arguments)
    published = texts()
    if not asked.check:
        write(published, asked.folder)
        return 0
    found = list(faults(published, asked.folder))
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
