"""Every reason that a reader gives is explained, and every one that is explained is given."""

from __future__ import annotations

import ast

from support.sources import files_under, tree_of
from towpath_directory.feeds.reasons import MENDS, REFUSALS


def literals() -> set[str]:
    paths = files_under("services/directory", suffix=".py")
    nodes = (node for path in paths if not path.endswith("reasons.py") for node in ast.walk(tree_of(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_mend_and_refusal_that_is_explained_is_given_somewhere() -> None:
    assert set(MENDS) | set(REFUSALS) <= literals()


def test_reasons_have_words_for_a_curator() -> None:
    for code, words in (MENDS | REFUSALS).items():
        assert code == code.lower().replace("_", "-")
        assert 10 < len(words) < 120
