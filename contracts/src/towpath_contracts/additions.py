"""What a revision adds to the one before it, in the words of the changelog."""

from collections.abc import Iterator

from towpath_contracts.compatibility import INSIDE, Schema, resolved

BETTER_TEXT = "better text"
NEW_FIELD = "new optional field "


def additions(earlier: Schema, later: Schema) -> list[str]:
    """Return what is new between two compatible revisions: fields, known values, texts."""
    before, after = resolved(earlier), resolved(later)
    found = list(dict.fromkeys(_new(before, after, "")))
    reworded = _words(before, after) or (not found and earlier.get("examples") != later.get("examples"))
    return [*found, BETTER_TEXT] if reworded else found


def _new(earlier: Schema, later: Schema, place: str) -> Iterator[str]:
    known = earlier.get("x-extensible-enum", [])
    for value in later.get("x-extensible-enum", []):
        if value not in known:
            yield f"new known value `{value}` of `{place}`"
    fields = earlier.get("properties", {})
    for name, part in later.get("properties", {}).items():
        path = f"{place}.{name}" if place else name
        if name in fields:
            yield from _new(fields[name], part, path)
        else:
            yield f"{NEW_FIELD}`{path}`"
    for inside in INSIDE:
        if isinstance(later.get(inside), dict) and isinstance(earlier.get(inside), dict):
            yield from _new(earlier[inside], later[inside], f"{place}[]")


def _words(earlier: Schema, later: Schema) -> bool:
    """Whether a text differs of something that both have."""
    if any(earlier.get(text) != later.get(text) for text in ("title", "description")):
        return True
    fields = later.get("properties", {})
    pairs = [(part, fields[name]) for name, part in earlier.get("properties", {}).items() if name in fields]
    pairs += [(earlier[inside], later[inside]) for inside in INSIDE if isinstance(earlier.get(inside), dict)]
    return any(_words(before, after) for before, after in pairs)
