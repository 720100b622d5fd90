import ast

import pytest

from support.house.purity import questions_to_the_world
from support.sources import files_under, tree_of

ROOMS = ("decide", "evolve", "model")


def rule_files() -> list[str]:
    """Every file of the pure rooms of the services; a room may be a module or a package."""
    return [
        path
        for path in files_under("services", suffix=".py")
        if any(f"/{room}.py" in path or f"/{room}/" in path for room in ROOMS)
    ]


@pytest.mark.parametrize("source", ["datetime.now(UTC)", "date.today()", "uuid4()", "os.getenv('A')"])
def test_a_rule_that_asks_the_world_is_found(source: str) -> None:
    assert list(questions_to_the_world(ast.parse(source)))


def test_the_time_of_a_moment_that_was_handed_in_is_no_question() -> None:
    assert not list(questions_to_the_world(ast.parse("starts_at = moment.time()")))


def test_every_service_that_decides_has_its_rules_in_the_same_room() -> None:
    for service in ("directory", "followup", "referral"):
        assert any(f"/towpath_{service}/decide" in path for path in rule_files()), service


def test_rules_take_time_and_ids_as_arguments() -> None:
    wrong = [
        f"{path}:{line}: {name}()" for path in rule_files() for line, name in questions_to_the_world(tree_of(path))
    ]
    assert not wrong, "\n".join(wrong)
