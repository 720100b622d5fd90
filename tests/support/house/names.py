"""Words that say nothing, and so may not be part of a name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

BANNED = frozenset(
    [
        "common",
        "data",
        "helper",
        "helpers",
        "info",
        "infos",
        "item",
        "items",
        "manager",
        "managers",
        "processor",
        "processors",
        "util",
        "utils",
    ]
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def empty_words(name: str) -> set[str]:
    """The banned words in a name, whether it is written with underscores, hyphens or capitals."""
    return {word.lower() for word in _WORD.findall(name)} & BANNED


def names_with_empty_words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of whatever is defined or assigned under a name with a banned word.

    Uses do not count, nor do test functions: their names are sentences.
    """
    for node in ast.walk(tree):
        for name in _defined(node):
            if empty_words(name):
                yield getattr(node, "lineno", 0), name


def path_with_empty_words(path: str) -> set[str]:
    """The banned words in the folders and the name of a file."""
    return set().union(*(empty_words(part) for part in PurePosixPath(path).with_suffix("").parts))


def _defined(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.startswith("test_"):
            return []
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.arg(arg=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
        case ast.alias(asname=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
            return [name]
        case _:
            return []
