import copy
import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

import jsonschema
import pytest

from support.node import node_folder
from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Event, Stream, Topics
from towpath_contracts.published import asyncapi
from towpath_contracts.published.shapes import name_of
from towpath_contracts.roles import ROLES
from towpath_runtime.errors import Poison
from towpath_runtime.letter import Letter

DOCUMENT: dict[str, Any] = json.loads((REPOSITORY / "contracts/asyncapi.json").read_text(encoding="utf-8"))
CHANNELS, OPERATIONS = DOCUMENT["channels"], DOCUMENT["operations"]


@pytest.fixture(scope="module")
def official() -> jsonschema.Draft7Validator:
    """The JSON Schema that the AsyncAPI initiative publishes for 3.0.0."""
    file = node_folder() / "node_modules/@asyncapi/specs/schemas/3.0.0.json"
    return jsonschema.Draft7Validator(json.loads(file.read_text(encoding="utf-8")))


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from references(one)


def resolved(reference: str) -> Any:
    return reduce(lambda part, step: part[step], reference.removeprefix("#/").split("/"), DOCUMENT)


def against(reference: str) -> jsonschema.Draft7Validator:
    """A validator of one of the document's schemas, with the others at hand."""
    return jsonschema.Draft7Validator({"$ref": reference, "components": DOCUMENT["components"]})


def test_the_description_is_asyncapi_3_by_the_official_schema(official: jsonschema.Draft7Validator) -> None:
    assert not [(list(fault.absolute_path), fault.message[:200]) for fault in official.iter_errors(DOCUMENT)]


def test_the_official_schema_refuses_what_is_none(official: jsonschema.Draft7Validator) -> None:
    wrongs: list[tuple[tuple[str, ...], Any]] = [
        (("asyncapi",), "2.6.0"),
        (("operations", "matching.sends.matching", "action"), "publish"),
        (("channels", "gap", "bindings", "kafka", "partitions"), 0),
        (("channels", "gap", "bindings", "kafka", "topicConfiguration", "cleanup.policy"), ["keep"]),
        (("components", "messages", "referral.closed.v1", "key"), {}),
        (("components", "schemas", "referral.closed.v1", "required"), "reason"),
    ]
    for path, value in wrongs:
        wrong = copy.deepcopy(DOCUMENT)
        reduce(lambda part, step: part[step], path[:-1], wrong)[path[-1]] = value
        assert not official.is_valid(wrong), ".".join(path)


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        assert resolved(reference) is not None


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_every_message_has_its_key_headers_value_and_an_example_of_them(event: type[Event]) -> None:
    message = resolved(CHANNELS[event.stream.value]["messages"][f"{event.name}.v{event.version}"]["$ref"])
    [example] = message["examples"]
    assert message["name"] == example["headers"]["ce_type"] == event.type
    assert message["payload"]["$ref"] == f"#/components/schemas/{name_of(event)}"
    against(message["payload"]["$ref"]).validate(example["payload"])
    against(message["headers"]["$ref"]).validate(example["headers"])
    jsonschema.validate(example["headers"]["ce_subject"], message["bindings"]["kafka"]["key"])
    assert not against(message["headers"]["$ref"]).is_valid(example["headers"] | {"ce_type": "org.towpath.none.v1"})
    assert not against(message["headers"]["$ref"]).is_valid(example["headers"] | {"ce_id": "1"})
    if not event.tombstone:
        assert not against(message["payload"]["$ref"]).is_valid(None)


@pytest.mark.parametrize("stream", Stream)
def test_every_channel_is_the_topic_of_its_stream(stream: Stream) -> None:
    channel = CHANNELS[stream.value]
    topics = Topics("towpath.")
    organisation = "riverside-trust" if "organisation" in channel["parameters"] else None
    topic = topics.topic(stream, organisation)
    address = channel["address"].replace("{prefix}", "towpath.").replace("{organisation}", organisation or "")
    kafka = channel["bindings"]["kafka"]
    settings = kafka["topicConfiguration"]
    assert (address, kafka["partitions"]) == (topic.name, topic.partitions)
    assert settings["cleanup.policy"] == topic.cleanup.value.split(",")
    assert settings.get("retention.ms") == topic.retention_ms


def test_every_role_sends_and_receives_what_its_part_says() -> None:
    for action, side in (("send", "writes"), ("receive", "reads")):
        found = {
            (tag["name"], resolved(resolved(message["$ref"])["$ref"])["name"])
            for name, operation in OPERATIONS.items()
            if operation["action"] == action and not name.startswith("services.")
            for tag in operation["tags"]
            for message in operation["messages"]
        }
        assert found == {(role.value, event.type) for role, part in ROLES.items() for event in getattr(part, side)}


def test_a_dead_letter_has_the_headers_that_our_services_give_it() -> None:
    said = Letter("t", 0, 0, b"k", b"v", []).reasons(Poison("bad-json", ()))
    assert set(DOCUMENT["components"]["schemas"]["deadletter"]["required"]) == {name for name, _ in said}


def test_two_events_cannot_mean_different_things_by_one_name() -> None:
    names = [name for name in DOCUMENT["components"]["schemas"] if "." not in name]
    assert {"Area", "Listing", "Need"} <= set(names)
    assert asyncapi.document(Topics()) == DOCUMENT
