import ast

import pytest

from support.house.topics import topic_literals
from support.sources import files_under, tree_of


@pytest.mark.parametrize(
    "source",
    [
        'topic = "towpath.referral"',
        'topic = "towpath.partner.acorn.inbox"',
        'topic = f"towpath.deadletter.{service}"',
        'topic = f"{settings.topic_prefix}referral"',
        'topic = prefix + "deadletter.referral"',
    ],
)
def test_a_topic_written_out_is_found(source: str) -> None:
    assert list(topic_literals(ast.parse(source)))


def test_a_word_that_is_also_a_stream_is_no_topic() -> None:
    assert not list(topic_literals(ast.parse('service = "referral"; name = f"{organisation}.referral"')))


def test_topics_are_named_in_contracts_only() -> None:
    wrong = [
        f"{path}:{line}: {text}"
        for path in files_under("services", "deploy", suffix=".py")
        for line, text in topic_literals(tree_of(path))
    ]
    assert not wrong, "\n".join(wrong)
