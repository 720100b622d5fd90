"""Files as they lie: a folder of an API's answers, one document, or a feed."""

import json
from collections.abc import Iterator
from pathlib import Path

from towpath_directory.feeds.split import NotJson
from towpath_directory.validator.facts import profile
from towpath_directory.validator.feed import judge_feed
from towpath_directory.validator.finding import Fault, Level, Verdict
from towpath_directory.validator.judging import judge
from towpath_directory.validator.recognise import is_page, recognise
from towpath_directory.validator.whole import Answer, Judged, Report, judge_api
from towpath_directory.validator.words import told

CHUNK = 1 << 16
LARGEST_DOCUMENT = 32 << 20
"""Bytes; a larger file is read as a feed, entry by entry."""

SUFFIXES = (".json", ".ndjson", ".jsonl")


class NothingToJudge(Exception):
    """There is nothing at the path that could be judged; the message says what to mend."""


def judge_path(path: Path, profile_name: str = "oruk-3.0", kind: str = "") -> Report:
    """Judge a folder as an API, and a file as what it is: one answer of an API, or a feed.

    What a document is is told from its fields, unless ``kind`` says it (of a file). Raises NothingToJudge, UnknownKind,
    UnknownProfile or OSError.
    """
    if path.is_dir():
        return _folder(path, profile_name)
    document = _document(path)
    if kind and document is not None and not _is_feed(document):
        return Report(profile_name, (Judged(path.name, judge(document, kind, profile_name)),))
    found = None if document is None or _is_feed(document) else recognise(document, profile(profile_name))
    if found is not None:
        return Report(profile_name, (Judged(path.name, judge(document, found.name, profile_name)),))
    if document is not None and not _is_feed(document):
        raise NothingToJudge(f"{path.name} is of no kind that the standard knows: say what it is to be judged as")
    return Report(profile_name, (_feed(path, path.name, profile_name, kind),))


def _folder(folder: Path, profile_name: str) -> Report:
    """Judge the documents of a folder and of those below it as the answers of one API."""
    standard = profile(profile_name)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    if not paths:
        raise NothingToJudge(f"no file below {folder.name} ends in {', '.join(SUFFIXES)}")
    answers, beside = [], []
    for path in paths:
        source = str(path.relative_to(folder))
        document = _document(path)
        if document is None or _is_feed(document):
            beside.append(_feed(path, source, profile_name, ""))
        elif (kind := recognise(document, standard)) is not None:
            answers.append(Answer(kind.name, source, document))
        else:
            unknown = told(Fault("not-of-the-standard", "$", {}), Level.OPTIONAL, "")
            beside.append(Judged(source, Verdict("", profile_name, (unknown,))))
    api = judge_api(answers, profile_name)
    judged = sorted((*api.judged, *beside), key=lambda one: one.source)
    return Report(profile_name, tuple(judged), api.findings)


def _feed(path: Path, source: str, profile_name: str, kind: str) -> Judged:
    try:
        return Judged(source, judge_feed(_chunks(path), profile_name, kind.removesuffix("_list")))
    except NotJson as error:
        fault = Fault("not-json", "$", {"line": error.line, "column": error.column})
        return Judged(source, Verdict("", profile_name, (told(fault, Level.REQUIRED, ""),)))


def _document(path: Path) -> object:
    """Return the one JSON value of a file, None for a file that is larger, or holds several or none."""
    if path.stat().st_size > LARGEST_DOCUMENT:
        return None
    try:
        found: object = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    return found


def _is_feed(document: object) -> bool:
    """Tell whether a value is a list of entries, bare or in an object that says nothing of pages."""
    if isinstance(document, dict):
        lists = [name for name in ("contents", "content") if isinstance(document.get(name), list)]
        return bool(lists) and not is_page(document)
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
