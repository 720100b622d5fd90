from copy import deepcopy
from typing import Any

import pytest

from towpath_contracts.compatibility import breaking_changes

RELEASED: dict[str, Any] = {
    "title": "received",
    "type": "object",
    "required": ["age", "inner"],
    "properties": {
        "age": {"type": "integer", "minimum": 0, "maximum": 130},
        "urgency": {"type": "string", "pattern": "^[a-z]+$", "x-extensible-enum": ["routine", "urgent"]},
        "inner": {"$ref": "#/$defs/Inner"},
        "codes": {"type": "array", "items": {"type": "string", "maxLength": 64}, "default": []},
        "scores": {"type": "object", "propertyNames": {"pattern": "^a$"}, "additionalProperties": {"type": "number"}},
    },
    "$defs": {"Inner": {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}},
}


def changed(*path: str, **keywords: Any) -> dict[str, Any]:
    """The released schema with keywords set, or taken away where they are None, in the part at the path."""
    schema = deepcopy(RELEASED)
    part = schema
    for step in path:
        part = part[step]
    for keyword, value in keywords.items():
        if value is None:
            del part[keyword]
        else:
            part[keyword] = value
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        RELEASED,
        changed("properties", postcode={"type": "string"}),
        changed("properties", "inner", **{"$ref": "#/$defs/Moved"})
        | {"$defs": {"Moved": RELEASED["$defs"]["Inner"] | {"description": "Better words."}}},
        changed("properties", "urgency", **{"x-extensible-enum": ["urgent", "asap", "routine"]}),
        changed("properties", "age", description="Whole years."),
        changed(title="something else", examples=[{}]),
    ],
    ids=["nothing", "an optional field", "a moved definition", "a known value", "a text", "a title"],
)
def test_an_addition_that_everybody_may_ignore_breaks_nobody(schema: dict[str, Any]) -> None:
    assert breaking_changes(RELEASED, schema) == []


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (changed("properties", codes=None), "the event.codes was removed"),
        (changed("$defs", "Inner", "properties", code=None, name={}), "the event.inner.code was removed"),
        (changed(required=["age", "inner", "codes"]), "the event.codes was optional and is required"),
        (changed(required=["age"]), "the event.inner was required and is optional"),
        (changed("properties", new={}) | {"required": ["age", "inner", "new"]}, "the event.new is new and required"),
        (changed("properties", "age", type="number"), "the event.age: type was 'integer' and is 'number'"),
        (changed("properties", "age", maximum=120), "the event.age: maximum was 130 and is 120"),
        (changed("properties", "age", maximum=None), "the event.age: maximum was 130 and is absent"),
        (changed("properties", "age", multipleOf=2), "the event.age: multipleOf was absent and is 2"),
        (changed("properties", "urgency", pattern="^[a-z0-9]+$"), "the event.urgency: pattern was"),
        (changed("properties", "urgency", enum=["urgent"]), "the event.urgency: enum was absent"),
        (changed("properties", "urgency", **{"x-extensible-enum": ["urgent"]}), "known value routine was taken away"),
        (changed("properties", "codes", default=["a"]), "the event.codes: default was [] and is ['a']"),
        (changed("properties", "codes", "items", maxLength=10), "the event.codes[]: maxLength was 64 and is 10"),
        (changed("properties", "codes", items=None), "the event.codes: items was"),
        (changed("properties", "scores", "propertyNames", pattern="^b$"), "the event.scores[]: pattern was"),
        (changed("properties", "scores", "additionalProperties", type="integer"), "the event.scores[]: type was"),
        (changed(additionalProperties=False), "the event: additionalProperties was absent and is False"),
    ],
)
def test_a_change_that_breaks_an_old_or_a_new_reader_is_told(schema: dict[str, Any], told: str) -> None:
    sentences = list(map(str, breaking_changes(RELEASED, schema)))
    assert any(told in sentence for sentence in sentences), sentences
