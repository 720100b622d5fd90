"""What we tell beyond the standards, under names that neither of them uses; the import reads them by the same. Pure."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

OWN = ("needs", "circumstances", "access_features", "modes", "setting", "nationwide", "reach_km", "free", "publisher")
GRADED = ("letter", "score", "reasons")
REPORTED = ("state", "as_of", "spaces", "wait_days")


def extras(entry: Document) -> dict[str, Any]:
    """Return what is told of an entry's service beyond the standards.

    ``areas`` are codes of postcode sectors or districts; ``availability`` is the last report, ``review`` how fresh the
    listing is, ``quality`` how it was graded.
    """
    listing = entry["listing"]
    found = {name: listing[name] for name in OWN if name in listing}
    if areas := listing.get("areas"):
        found["areas"] = [area["code"] for area in areas]
    if report := entry.get("capacity"):
        found["availability"] = {name: report[name] for name in REPORTED if name in report}
    if review := entry.get("review"):
        found["review"] = {name: review[name] for name in ("state", "since") if name in review}
    if grade := entry.get("grade"):
        found["quality"] = {name: grade[name] for name in GRADED if name in grade}
    return found
