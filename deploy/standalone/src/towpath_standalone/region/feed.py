"""A region on disk: the feed that the importer takes, and the rest as plain JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from towpath_standalone.region.model import Region


def feed_of(region: Region) -> dict[str, Any]:
    """Return the answer of an Open Referral UK 3.0 ``/services`` with every service on one page."""
    return {
        "total_items": len(region.services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(region.services),
        "first_page": True,
        "last_page": True,
        "empty": not region.services,
        "contents": list(region.services),
    }


def export(region: Region, folder: Path) -> list[Path]:
    """Write the region into the folder, made where it is missing, and return the files; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Any] = {
        "services.json": feed_of(region),
        "partners.json": [asdict(partner) for partner in region.partners],
        "surgeries.json": [asdict(surgery) for surgery in region.surgeries],
        "teams.json": [asdict(team) for team in region.teams],
        "people.json": [asdict(person) for person in region.people],
    }
    written: list[Path] = []
    for name, part in parts.items():
        path = folder / name
        path.write_text(json.dumps(part, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
        written.append(path)
    return written
