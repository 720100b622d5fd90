"""The public documents as JSON Schema, made from the profiles: what is described is what is rendered."""

from collections.abc import Mapping
from typing import Any

from towpath_directory.public.profiles import LISTS, Profile
from towpath_directory.validator.facts import Field, Resource

Schema = dict[str, Any]

CODE: Schema = {"type": "string"}
CODES: Schema = {"type": "array", "items": CODE}
OURS: Mapping[str, Mapping[str, Schema]] = {
    "service": {
        "needs": CODES | {"description": "Codes of the needs that it meets."},
        "circumstances": CODES | {"description": "Codes of the circumstances of those whom it is for."},
        "access_features": CODES,
        "modes": CODES | {"description": "How it is given, such as in-person or phone."},
        "setting": CODE,
        "nationwide": {"type": "boolean"},
        "reach_km": {"type": "number", "description": "How far around its places it reaches, in kilometres."},
        "areas": CODES | {"description": "Postcode sectors and districts that it is for."},
        "free": {"type": "boolean", "description": "Absent where nobody said."},
        "publisher": CODE | {"description": "Whose record it is."},
        "availability": {
            "type": "object",
            "description": "The last report of how much room there is; what is absent is unknown.",
            "required": ["state", "as_of"],
            "properties": {
                "state": CODE,
                "as_of": {"type": "string", "format": "date-time"},
                "spaces": {"type": "integer", "minimum": 0},
                "wait_days": {"type": "integer", "minimum": 0},
            },
        },
        "review": {
            "type": "object",
            "description": "How fresh the listing is, and since when it has been as it is.",
            "properties": {"state": CODE, "since": {"type": "string", "format": "date"}},
        },
        "quality": {
            "type": "object",
            "description": "How the listing was graded: from A to E, in points of 100, and what is wrong with it.",
            "properties": {"letter": CODE, "score": {"type": "integer"}, "reasons": CODES},
        },
    },
    "location": {
        "confidential": {"type": "boolean", "description": "True where the place is not told, as of a refuge."},
    },
}
"""What we add to a resource of the standards."""

ENVELOPE: Mapping[str, Schema] = {
    "total_items": {"type": "integer", "minimum": 0, "description": "All that fit, on all pages."},
    "total_pages": {"type": "integer", "minimum": 0},
    "page_number": {"type": "integer", "minimum": 1},
    "size": {"type": "integer", "minimum": 0, "description": "How many are on this page."},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}
ABOUT: Schema = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    },
}


def components(profile: Profile) -> dict[str, Schema]:
    """Return the schemas of a profile by the names that `reference` refers to."""
    made = {_name(profile, name): _object(one, profile) for name, one in profile.resources.items()}
    made |= {_name(profile, f"{name}_list"): _page(_entry(name, profile)) for name in LISTS}
    return made | {_name(profile, "about"): ABOUT}


def reference(profile: Profile, name: str) -> Schema:
    """Return a reference to a schema: of a resource, of its ``…_list``, or of ``about``."""
    return {"$ref": f"#/components/schemas/{_name(profile, name)}"}


def _name(profile: Profile, name: str) -> str:
    return f"{profile.name}.{name}"


def _entry(name: str, profile: Profile) -> Schema:
    """Return what a list holds: the flat form, or with ``full`` the whole one, of which that is a part."""
    return _object(profile.flat[name], profile)


def _page(entry: Schema) -> Schema:
    properties = {**ENVELOPE, "contents": {"type": "array", "items": entry}}
    return {"type": "object", "required": list(properties), "properties": properties}


def _object(resource: Resource, profile: Profile) -> Schema:
    properties = {name: _field(field, profile) for name, field in resource.fields.items()}
    properties |= OURS.get(resource.name, {})
    return {"type": "object", "required": list(resource.required), "properties": properties}


def _field(field: Field, profile: Profile) -> Schema:
    if field.of is not None:
        of = field.of
        nested = reference(profile, of.name) if of is profile.resources.get(of.name) else _object(of, profile)
        return {"type": "array", "items": nested} if field.form == "many" else nested
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if field.form == "number":
        return {"type": "number"}
    if field.form == "time":  # of day, without an offset: not what RFC 3339 calls a time
        return {"type": "string", "pattern": r"^[0-2][0-9]:[0-5][0-9]"}
    return {"type": "string"} if field.form == "text" else {"type": "string", "format": field.form}
