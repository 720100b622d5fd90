"""Topic names written out where they should be asked of the contracts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_STREAMS = "referral|matching|followup|directory|capacity|gap|person|partner|deadletter"
_WHOLE = re.compile(rf"^towpath\.(?:{_STREAMS})(?:$|\.)")
_AFTER_A_PREFIX = re.compile(rf"^\.?(?:{_STREAMS})(?:$|\.)")


def topic_literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is a topic's name, or that makes one out of a prefix.

    ``towpath.referral`` is one, and so are ``f"{prefix}referral"`` and ``prefix + "referral"``.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if _WHOLE.match(text):
                yield node.lineno, text
            case ast.JoinedStr(values=[ast.FormattedValue(value=first), ast.Constant(value=str(text)), *_]) if (
                _is_a_prefix(first) and _AFTER_A_PREFIX.match(text)
            ):
                yield node.lineno, text
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=str(text))) if _is_a_prefix(
                left
            ) and _AFTER_A_PREFIX.match(text):
                yield node.lineno, text


def _is_a_prefix(node: ast.expr) -> bool:
    return "prefix" in ast.unparse(node).lower()
