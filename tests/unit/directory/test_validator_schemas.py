"""Our table of facts against the published schemas: they find the same wrong, on real documents and on broken ones."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from support.api_documents import KINDS, Document, of_kind
from support.standards import FOLDERS, complaints, needs_standards, official, ours
from towpath_directory.validator import judge
from towpath_directory.validator.facts import PROFILES, Resource
from towpath_directory.validator.facts import profile as profile_of
from towpath_directory.validator.formats import FORMATS

pytestmark = needs_standards

Place = tuple[str | int, ...]
RESOURCE_KINDS = [kind for kind in KINDS if kind != "api"]
A_UUID = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a01"
VALUES: list[Any] = [
    None, True, False, 0, -1, 2.5, 10**20, [], {}, [[]], [{}], {"id": 1}, "", " ", "active", "physical", "WEEKLY",
    "2026-02-30", "2026-02-28", "2026-02-28T10:00:00Z", "2026-02-30T10:00:00Z", "10:00", "towline.example", "a@b",
    "https://towline.example/a b", "mailto:desk@towline.example", "//towline.example", "not a uuid", A_UUID,
    A_UUID.upper(), A_UUID.replace("-", ""),
]  # fmt: skip


def assert_agreed(document: Document, kind: str, profile: str) -> None:
    assert ours(judge(document, kind, profile)) == complaints(document, kind, profile)


def whole(kind: str, profile: str) -> Document:
    """A document with every field that the facts know, none of them of the right form."""

    def fill(resource: Resource) -> Document:
        return {
            name: None if field.of is None else fill(field.of) if field.form == "one" else [fill(field.of)]
            for name, field in resource.fields.items()
        }

    return fill(profile_of(profile).kind(kind).resource)


def schema_fields(schema: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Every place that a schema describes, with what it asks for there."""
    for name, field in schema.get("properties", {}).items():
        here = f"{path}.{name}"
        yield f"{here} {field.get('format', '')} {sorted(field.get('enum', []))}"
        yield from schema_fields(field, here)
        yield from schema_fields(field.get("items", {}), f"{here}[]")
    yield from (f"{path} needs {name}" for name in schema.get("required", ()))


def our_fields(resource: Resource, path: str = "$") -> Iterator[str]:
    for name, field in resource.fields.items():
        here = f"{path}.{name}"
        form = field.form if field.form in {"uuid", "uri", "email", "date-time"} else ""
        yield f"{here} {form} {sorted(field.choices)}"
        if field.of:
            yield from our_fields(field.of, here if field.form == "one" else f"{here}[]")
    yield from (f"{path} needs {name}" for name in resource.required)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", [kind for kind in RESOURCE_KINDS if not kind.startswith("taxonomy")])
def test_the_facts_name_every_field_of_the_compiled_schemas_and_no_other(kind: str, profile: str) -> None:
    path = FOLDERS[profile] / "schema" / "compiled" / f"{kind}.json"
    published = set(schema_fields(json.loads(path.read_bytes())))
    assert set(our_fields(profile_of(profile).kind(kind).resource)) == published


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", RESOURCE_KINDS)
def test_they_agree_where_every_field_is_there_and_null(kind: str, profile: str) -> None:
    document = whole(kind, profile)
    assert_agreed({"contents": [document]} if kind.endswith("_list") else document, kind, profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_they_agree_on_the_examples_of_the_standards(profile: str) -> None:
    names = {f"{kind}{more}": kind for kind in RESOURCE_KINDS for more in ("", "_full")}
    seen = 0
    for path in sorted((FOLDERS[profile] / "examples").glob("*.json")):
        if path.stem in names:
            document = json.loads(path.read_bytes())
            assert_agreed(document[0] if isinstance(document, list) else document, names[path.stem], profile)
            seen += 1
    assert seen >= 8


def places(part: Any, here: Place = ()) -> Iterator[Place]:
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in pairs:
        yield (*here, name)
        yield from places(value, (*here, name))


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, Document]:
    """A kind, and a document of it in which up to four things were taken out, put in or replaced."""
    kind = draw(st.sampled_from(RESOURCE_KINDS))
    document = copy.deepcopy(of_kind(kind))
    for _ in range(draw(st.integers(1, 4))):
        there = sorted(places(document), key=str)
        if not there:
            break
        *way, last = draw(st.sampled_from(there))
        part: Any = document
        for step in way:
            part = part[step]
        how = draw(st.sampled_from(["remove", "replace", "add"]))
        if how == "remove" and not (way == [] and last == "contents"):
            del part[last]
        elif how == "replace":
            part[last] = copy.deepcopy(draw(st.sampled_from(VALUES)))
        elif isinstance(part, dict):
            name = draw(st.sampled_from(["hearth", "email", "capacities", "phones", "url", "taxonomy_terms"]))
            part[name] = copy.deepcopy(draw(st.sampled_from(VALUES)))
    return kind, document


@pytest.mark.parametrize("profile", PROFILES)
@given(case=broken())
def test_they_agree_on_broken_documents(profile: str, case: tuple[str, Document]) -> None:
    kind, document = case
    assert_agreed(document, kind, profile)


LAX = {
    "email": "asks for an @ and no more",
    "uuid": "asks Python, which passes over dashes and underscores",
}
"""The published checks that let through more than the form, and so may say yes where we say no."""

ALPHABET = st.sampled_from("abcTZtz019:/?#[]@!%.-+_ é")


@pytest.mark.parametrize("form", ["uri", "uuid", "date-time", "email"])
@given(tail=st.text(ALPHABET, max_size=12), at=st.integers(0, 40), cut=st.integers(0, 3))
def test_formats_are_checked_as_strictly_as_the_schemas_ask(form: str, tail: str, at: int, cut: int) -> None:
    good = {
        "uri": "https://u@towline.example:80/a?b#c",
        "uuid": A_UUID,
        "date-time": "2026-02-28T09:30:00.25+01:00",
        "email": "desk@towline.example",
    }[form]
    text = good[:at] + tail + good[at + cut :]
    published = Draft202012Validator.FORMAT_CHECKER.conforms(text, form)
    assert FORMATS[form](text) == published or (published and form in LAX), text


def test_an_official_schema_can_find_fault() -> None:
    assert not official("service", "oruk-3.0").is_valid({})
