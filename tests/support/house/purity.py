"""Clocks, chance and surroundings that a rule asks for by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_ASKED = frozenset(
    [
        "now",
        "utcnow",
        "today",
        "uuid1",
        "uuid4",
        "uuid7",
        "getenv",
        "urandom",
        "token_hex",
        "open",
        "print",
    ]
)


def questions_to_the_world(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every call whose answer is not in the arguments: a clock, chance, a file, a variable."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)) if name in _ASKED:
                yield node.lineno, name
