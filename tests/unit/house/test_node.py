import json
import re
from collections.abc import Iterator

import pytest

from support import node
from support.sources import text_of


@pytest.fixture
def without_node(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("support.node.shutil.which", lambda _: None)
    node._installed.cache_clear()
    yield
    node._installed.cache_clear()


def test_ci_fails_where_there_is_no_node(without_node: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(node.NodeUnavailable, match="needs node"):
        node.node_folder()


def test_elsewhere_the_test_is_skipped_with_the_reason(without_node: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs node"):
        node.node_folder()


def test_every_package_is_one_version_known_by_its_content_and_by_no_address() -> None:
    packages = json.loads(text_of("tests/node/package-lock.json") or "")["packages"]
    wanted = packages.pop("")
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", asked) for asked in (wanted["dependencies"] | wanted["devDependencies"]).values()
    )
    assert packages
    assert all(
        package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages.values()
    )
