"""The AsyncAPI 3.0.0 description of the whole platform: what every role sends and receives, on which topics."""

import json
from importlib.metadata import version
from typing import Any

from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.published.samples import binary
from towpath_contracts.published.shapes import SCHEMAS, components, key_of, name_of
from towpath_contracts.roles import ROLES, Kinds, Part, Role
from towpath_contracts.topics import PER_PARTNER, SERVICES, Topic, Topics

Document = dict[str, Any]
BINDING = "0.5.0"
DEADLETTER = "deadletter"

SAYS = {
    Stream.REFERRAL: "What happened to a case, from its first word to its end; keyed by the referral.",
    Stream.MATCHING: "What was found for a request; keyed by the referral.",
    Stream.FOLLOWUP: "Contacts and answers that are awaited, and measures; keyed by the referral.",
    Stream.DIRECTORY: "The services as they stand now, each record whole; keyed by the service.",
    Stream.CAPACITY: "How much room each service has now; keyed by the service.",
    Stream.GAP: "What nobody offers in an area; keyed by need and area.",
    Stream.PERSON: "Consent and erasure; keyed by the person, a pseudonymous id.",
    Stream.INBOX: "What one partner is offered, for it alone; keyed by the connection.",
    Stream.REPLIES: "What that partner answers, written by it alone; keyed by the connection.",
}
"""What every stream is for."""

ABOUT = """The events of Towpath, a platform for social prescribing. CloudEvents 1.0 in the Kafka binding: binary mode
is written, binary and structured mode (application/cloudevents+json) are read. Ignore types, fields and codes that you
do not know. The same event may come twice: take each ce_id once. No event identifies a person but by a pseudonymous
id; contact details travel in a partner's inbox only, encrypted to that partner."""


def document(topics: Topics) -> Document:
    """Return the description."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Towpath",
            "version": version("towpath-contracts"),
            "description": " ".join(ABOUT.split()),
            "license": {"name": "Apache-2.0"},
            "tags": [{"name": role.value, "description": part.purpose} for role, part in ROLES.items()],
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The Kafka of a deployment; who may read and write what is its operator's to say.",
                "variables": {"bootstrap": {"default": "localhost:9092", "description": "host:port"}},
            }
        },
        "channels": {stream.value: _channel(stream, topics) for stream in Stream} | {DEADLETTER: _deadletter(topics)},
        "operations": {name: operation for role, part in ROLES.items() for name, operation in _operations(role, part)}
        | _deadletter_operation(),
        "components": {
            "schemas": components() | {DEADLETTER: _deadletter_headers()},
            "messages": {name_of(event): _message(event, topics) for event in EVENTS.values()}
            | {DEADLETTER: _deadletter_message()},
            "parameters": {
                "prefix": {"default": topics.prefix, "description": "Separates deployments on one Kafka."},
                "organisation": {
                    "description": "A partner organisation: 1 to 40 lower-case letters, digits and hyphens.",
                    "examples": ["riverside-trust"],
                },
                "service": {"enum": list(SERVICES), "description": "The service that could not take a record."},
            },
        },
    }


def _channel(stream: Stream, topics: Topics) -> Document:
    own = stream in PER_PARTNER
    topic = topics.topic(stream, "organisation" if own else None)
    return {
        "address": _address(topic, topics, "organisation" if own else None),
        "title": stream.value,
        "description": SAYS[stream],
        "parameters": _parameters("prefix", *(["organisation"] if own else [])),
        "messages": {
            f"{event.name}.v{event.version}": {"$ref": f"#/components/messages/{name_of(event)}"}
            for event in EVENTS.values()
            if event.stream is stream
        },
        "bindings": _bindings(topic),
    }


def _address(topic: Topic, topics: Topics, parameter: str | None) -> str:
    rest = topic.name.removeprefix(topics.prefix)
    return "{prefix}" + (rest if parameter is None else rest.replace(parameter, f"{{{parameter}}}"))


def _parameters(*names: str) -> Document:
    return {name: {"$ref": f"#/components/parameters/{name}"} for name in names}


def _bindings(topic: Topic) -> Document:
    settings: Document = {"cleanup.policy": topic.cleanup.value.split(",")}
    if topic.retention_ms is not None:
        settings["retention.ms"] = topic.retention_ms
    return {
        "kafka": {"partitions": topic.partitions, "topicConfiguration": settings, "bindingVersion": BINDING},
    }


def _message(event: type[Event], topics: Topics) -> Document:
    sample = binary(event, topics)
    headers = {name: value.decode() for name, value in sample.headers}
    payload = None if sample.value is None else json.loads(sample.value)
    return {
        "name": event.type,
        "title": f"{event.stream.value} {event.name}",
        "summary": " ".join((event.__doc__ or "").split("\n\n")[0].split()),
        "contentType": "application/json",
        "headers": {"$ref": f"{SCHEMAS}headers.{name_of(event)}"},
        "payload": {"$ref": SCHEMAS + name_of(event)},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {"kafka": {"key": key_of(event.stream), "bindingVersion": BINDING}},
        "examples": [{"name": event.name, "headers": headers, "payload": payload}],
    }


def _operations(role: Role, part: Part) -> list[tuple[str, Document]]:
    written = [(stream, "send", "sends", part.written_to(stream)) for stream in Stream]
    read = [(stream, "receive", "receives", part.read_from(stream)) for stream in Stream]
    return [
        (f"{role.value}.{verb}.{stream.value}", _operation(role, action, stream, kinds))
        for stream, action, verb, kinds in written + read
        if kinds
    ]


def _operation(role: Role, action: str, stream: Stream, kinds: Kinds) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{stream.value}"},
        "summary": f"What {role.value} {'writes to' if action == 'send' else 'acts on from'} {stream.value}.",
        "tags": [{"name": role.value}],
        "messages": [
            {"$ref": f"#/channels/{stream.value}/messages/{event.name}.v{event.version}"}
            for event in EVENTS.values()
            if any((event.stream, event.name) == (kind.stream, kind.name) for kind in kinds)
        ],
    }


def _deadletter(topics: Topics) -> Document:
    topic = topics.deadletter_topic(SERVICES[0])
    return {
        "address": _address(topic, topics, None).replace(f".{SERVICES[0]}", ".{service}"),
        "title": "dead letters",
        "description": "What a service could not take, as it came, with the reason; keyed as the original.",
        "parameters": _parameters("prefix", "service"),
        "messages": {"letter": {"$ref": f"#/components/messages/{DEADLETTER}"}},
        "bindings": _bindings(topic),
    }


def _deadletter_message() -> Document:
    return {
        "name": DEADLETTER,
        "title": "dead letter",
        "summary": "A record that could not be taken: its key, value and headers untouched, and why beside them.",
        "headers": {"$ref": SCHEMAS + DEADLETTER},
    }


def _deadletter_headers() -> Document:
    says = {
        "towpath_reason": "The code of what was wrong.",
        "towpath_fields": "The places at fault, by comma.",
        "towpath_topic": "The topic that the record was read from.",
        "towpath_partition": "Its partition there.",
        "towpath_offset": "Its offset there.",
        "towpath_letter": "The id of the dead letter: the same for the same content.",
    }
    return {
        "type": "object",
        "required": list(says),
        "properties": {name: {"type": "string", "description": text} for name, text in says.items()},
    }


def _deadletter_operation() -> Document:
    return {
        "services.send.deadletter": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{DEADLETTER}"},
            "summary": "What each service of ours sends aside; a replacement may keep such records as it likes.",
            "tags": [{"name": role.value} for role in ROLES if role is not Role.PARTNER],
            "messages": [{"$ref": f"#/channels/{DEADLETTER}/messages/letter"}],
        }
    }
