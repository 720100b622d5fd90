"""The description of one profile's public API: the part of the directory's own that is under its address."""

from typing import Any

from towpath_directory.public.profiles import Profile

Document = dict[str, Any]


def of_profile(whole: Document, profile: Profile) -> Document:
    """Return an OpenAPI document with the public paths of a profile alone, as the standard names them."""
    prefix = f"/directory/{profile.path}"
    paths = {path.removeprefix(prefix): told for path, told in whole["paths"].items() if path.startswith(f"{prefix}/")}
    schemas: Document = whole["components"]["schemas"]
    return {
        "openapi": whole["openapi"],
        "info": {"title": f"Towpath directory, {profile.title}", "version": profile.version},
        "servers": [{"url": prefix}],
        "paths": paths,
        "components": {"schemas": _referred(paths, schemas)},
    }


def _referred(told: Any, schemas: Document) -> Document:
    """Return the schemas that something refers to, and those that these refer to."""
    found: Document = {}
    waiting = [told]
    while waiting:
        match waiting.pop():
            case dict() as part:
                if isinstance(name := part.get("$ref"), str):
                    name = name.rsplit("/", 1)[-1]
                    if name not in found:
                        found[name] = schemas[name]
                        waiting.append(schemas[name])
                waiting += part.values()
            case list() as parts:
                waiting += parts
    return found
