"""The published schemas of the standards, where they lie beside the repository, and what they say of a document."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from support.directory_records import SHARED
from towpath_directory.validator import Verdict, Weight

STANDARDS = SHARED / "standards"
FOLDERS = {"oruk-3.0": STANDARDS / "oruk-3.0-uk-profile", "hsds-3.1": STANDARDS / "hsds-3.1.x"}
MOCKS = STANDARDS / "oruk-validator-mocks"

needs_standards = pytest.mark.skipif(
    not STANDARDS.exists(),
    reason="the schemas are not beside the repository (TOWPATH_SHARED says where they are)",
)

Complaint = tuple[str, str, str]
"""A path, what is wrong there (required, type, format or enum), and the field that is missing, if one is."""

OUR_CODES = {
    "required-missing": "required",
    "null": "type",
    "wrong-type": "type",
    "wrong-format": "format",
    "unknown-choice": "enum",
}


@cache
def official(kind: str, profile: str) -> Draft202012Validator:
    """The published schema of a kind of document, format checks on."""
    folder = FOLDERS[profile] / "schema"
    beside = [
        (path.name, Resource.from_contents(_read(path), default_specification=DRAFT202012))
        for path in folder.glob("*.json")
    ]
    registry: Registry[Any] = Registry().with_resources(beside)
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(_schema(kind, folder), registry=registry, format_checker=checker)


def _schema(kind: str, folder: Path) -> dict[str, Any]:
    """Tables of fields are compiled but for taxonomies; around a list is the page that the OpenAPI describes."""
    described = _read(folder / "openapi.json")
    if kind == "api":
        answer: dict[str, Any] = described["paths"]["/"]["get"]["responses"]["200"]
        return dict(answer["content"]["application/json"]["schema"])
    compiled = folder / "compiled" / f"{kind}.json"
    plain = folder / f"{kind.removesuffix('_list')}.json"
    entry = _read(compiled if compiled.exists() else plain)
    if not kind.endswith("_list"):
        return entry
    contents = {"type": "array", "items": entry}
    return {"allOf": [described["components"]["schemas"]["Page"]], "properties": {"contents": contents}}


@cache
def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def complaints(document: object, kind: str, profile: str) -> set[Complaint]:
    """What the published schema finds wrong."""
    errors = list(official(kind, profile).iter_errors(document))
    typed = {error.json_path for error in errors if error.validator == "type"}
    return {_complaint(error) for error in errors if error.validator != "enum" or error.json_path not in typed}


def _complaint(error: ValidationError) -> Complaint:
    missing = re.match(r"'(\w+)' is a required property", error.message)
    return error.json_path, str(error.validator), missing[1] if missing else ""


def ours(verdict: Verdict) -> set[Complaint]:
    """What we find wrong where the schemas do."""
    return {
        (finding.path, OUR_CODES[finding.code], finding.wrong.split()[0] if finding.code == "required-missing" else "")
        for finding in verdict.findings
        if finding.code in OUR_CODES and finding.weight is Weight.MUST
    }
