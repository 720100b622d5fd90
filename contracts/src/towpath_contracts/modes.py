"""The two content modes of the Kafka binding, brought to one: attributes by header names, and the event's JSON."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json, to_json

from towpath_contracts.unreadable import Fault, Unreadable

Headers = Sequence[tuple[str, bytes | None]]
Given = Mapping[str, bytes | None]

CONTENT_TYPE = "content-type"
JSON = b"application/json"
CLOUDEVENTS = b"application/cloudevents"


def given_by(headers: Headers, value: bytes | None) -> tuple[Given, bytes | None]:
    """Return the attributes and the JSON of the event, which is None where the record carries no event.

    Headers that are not ours may hold anything, null and other encodings included. Raises ``Unreadable``.
    """
    given = dict(headers)
    if len(given) != len(headers):
        _refuse_doubles(headers)
    media = given.get(CONTENT_TYPE)
    if media is None or media == JSON:
        return given, value
    kind = media.partition(b";")[0].strip().lower()
    if kind == CLOUDEVENTS + b"+json":
        return _structured(value)
    if kind.startswith(CLOUDEVENTS) or not kind.endswith((b"/json", b"+json")):
        raise Unreadable(Fault.BAD_ATTRIBUTE, CONTENT_TYPE)
    return given, value


def _refuse_doubles(headers: Headers) -> None:
    """Two values of one attribute would be read differently by different readers."""
    names = [name for name, _ in headers if name == CONTENT_TYPE or name.startswith("ce_")]
    if len(set(names)) != len(names):
        raise Unreadable(Fault.BAD_ATTRIBUTE, "given-twice")


def _structured(value: bytes | None) -> tuple[Given, bytes | None]:
    document = _parsed(value)
    if not isinstance(document, dict):
        raise Unreadable(Fault.BAD_JSON)
    given = {f"ce_{name}": _attribute(document[name]) for name in document if name not in ("data", "data_base64")}
    if "data_base64" in document:
        return given, _unpacked(document["data_base64"])
    body = document.get("data")
    return given, None if body is None else to_json(body)


def _parsed(value: bytes | None) -> Any:
    """Return the JSON or None. The error is dropped here, since it carries the text that it could not read."""
    try:
        return from_json(value or b"", allow_inf_nan=False)
    except ValueError:
        return None


def _attribute(value: object) -> bytes | None:
    """Return an attribute as it would stand in a header; CloudEvents writes strings, integers and booleans."""
    match value:
        case bool():
            return b"true" if value else b"false"
        case str() | int():
            return str(value).encode("utf-8", "replace")
    return None


def _unpacked(value: object) -> bytes:
    """Return the bytes of base64, or none at all, which no event's JSON is."""
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
