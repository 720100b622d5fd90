"""The JSON Schema (2020-12) of an event, as another organisation reads it."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from towpath_contracts.envelope import dataschema_of
from towpath_contracts.event import Event
from towpath_contracts.examples import example_of

Schema = dict[str, Any]
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"


def schema_of(event: type[Event]) -> Schema:
    """Return the schema of an event's value, with an example. Raises ``NoExample`` for a field that has none."""
    schema = form_of(event)
    return schema | {"examples": [None if event.tombstone else example_of(schema, event.name)]}


def form_of(event: type[Event]) -> Schema:
    """Return the schema without an example. A tombstone's value is null: its record has none."""
    head: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": dataschema_of(event.type),
        "title": f"{event.stream.value} {event.name}",
        "description": event.__doc__,
    }
    if event.tombstone:
        return head | {"type": "null"}
    body = event.model_json_schema(schema_generator=_Plain)
    schema = head | {name: part for name, part in body.items() if name not in ("title", "description", "$defs")}
    return schema | ({"$defs": body["$defs"]} if "$defs" in body else {})


class _Plain(GenerateJsonSchema):
    """Pydantic's schema without what it adds for pages: no field titles, and an absent field is absent, never null."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: Any) -> Any:
        """Say of a default value what differs from its own defaults, so that a field added to it changes nothing."""
        return (
            dft.model_dump(mode="json", exclude_defaults=True)
            if isinstance(dft, BaseModel)
            else super().encode_default(dft)
        )

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        """Say what is sent: JSON Schema's own format ``time`` asks for a zone, and a session's time of day has none."""
        return {"type": "string", "pattern": TIME_OF_DAY}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Hold every key against its form; a pattern of pydantic's would let keys of other forms pass."""
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        return {"type": "object", "propertyNames": keys, "additionalProperties": values}
