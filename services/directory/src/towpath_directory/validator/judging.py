"""The verdict on one document of an API."""

import re
from collections.abc import Iterator

from towpath_directory.validator import document as documents
from towpath_directory.validator import page as pages
from towpath_directory.validator import quality
from towpath_directory.validator.facts import Kind, Profile, profile
from towpath_directory.validator.finding import Fault, Verdict
from towpath_directory.validator.words import told


def judge(document: object, kind: str, profile_name: str = "oruk-3.0") -> Verdict:
    """Judge a document, as JSON is read, as an answer of a kind by a profile.

    Kinds are `api` (what `/` says) and `service`, `organization`, `service_at_location`, `taxonomy`, `taxonomy_term`,
    each also with `_list` for a page of them; profiles are `oruk-3.0` and `hsds-3.1`. Raises UnknownKind or
    UnknownProfile.
    """
    standard = profile(profile_name)
    asked = standard.kind(kind)
    found = sorted(faults(document, asked, standard), key=lambda fault: _order(fault.path))
    return Verdict(kind, profile_name, tuple(told(fault, asked.level, asked.endpoint) for fault in found))


def faults(document: object, kind: Kind, standard: Profile) -> Iterator[Fault]:
    """Yield what is wrong with a document of a kind, in no order."""
    if kind.page and isinstance(document, dict):
        yield from pages.faults(document)
        for place, entry in enumerate(pages.entries(document)):
            yield from documents.faults(entry, kind.resource, f"$.contents[{place}]")
            yield from quality.faults(entry, kind.resource, f"$.contents[{place}]")
        return
    yield from documents.faults(document, kind.resource)
    yield from quality.faults(document, kind.resource)
    if kind.name == "api" and isinstance(document, dict):
        version = document.get("version")
        if isinstance(version, str) and not re.fullmatch(standard.version, version):
            yield Fault("other-version", "$.version", {"expected": standard.version_words})


def _order(path: str) -> tuple[tuple[str, int], ...]:
    """Return what sorts paths so that `[10]` comes after `[9]`."""
    steps = re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    return tuple((name, int(place or -1)) for name, place in steps)
