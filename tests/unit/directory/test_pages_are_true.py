"""The pages of the directory name every setting, route and folder that it has, and no other."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

from support.sources import REPOSITORY
from towpath_directory.app import build
from towpath_directory.settings import DirectorySettings
from towpath_runtime.settings import RuntimeSettings

FOLDER = REPOSITORY / "services/directory"
OPERATIONS = ("/health/", "/metrics", "/v1/dead-letters", "/v1/outbox", "/v1/replays", "/oruk/", "/hsds/")
"""What every service has, and the standards' own routes, which the page names by their profiles."""


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_every_setting_has_its_row_with_its_default() -> None:
    own = {
        name: field
        for name, field in DirectorySettings.model_fields.items()
        if name not in RuntimeSettings.model_fields
    }
    rows = re.findall(r"^\| `TOWPATH_([A-Z_]+)` \| ([^|]+) \|", page("SETTINGS.md"), re.MULTILINE)
    assert sorted(name.lower() for name, _ in rows) == sorted(own)
    for name, said in rows:
        default = own[name.lower()].get_default()
        if default is not None:
            assert (
                said.lower() == f"{default:g}" if isinstance(default, float) else said.lower() == str(default).lower()
            ), name


def test_every_route_has_its_row(tmp_path: Path) -> None:
    paths = build(DirectorySettings(link_key_file=tmp_path / "link.key")).openapi()["paths"]
    ours = {
        f"{method.upper()} {path.removeprefix('/directory/v1')}"
        for path, methods in paths.items()
        if not path.removeprefix("/directory").startswith(OPERATIONS)
        for method in methods
    }
    assert named_routes(page("API.md")) == ours


def named_routes(text: str) -> set[str]:
    """The routes in the first cells of a page's tables: `GET`, `POST /services/{service}/claims`, `…/grant`."""
    found: set[str] = set()
    for cell in re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE):
        methods: list[str] = []
        before = ""
        for mark in re.findall(r"`([^`]+)`", cell):
            method, _, path = mark.rpartition(" ")
            if mark in ("GET", "POST", "PUT", "DELETE"):
                methods = [*methods, mark]
                continue
            if path.startswith("…"):
                path = (
                    before.rpartition("/" + path.split("/")[1])[0] + path[1:]
                    if path.count("/") > 1
                    else sibling(before, path)
                )
                method = "POST"
            found |= {f"{one} {path}" for one, _ in product([*methods, method] if method else methods, [0])}
            methods, before = [], path
    return {route for route in found if not route.split()[1].startswith("/directory/")}


def sibling(path: str, last: str) -> str:
    """`…/refuse` stands in the place of the last step of the route before it."""
    return path.rpartition("/")[0] + last.removeprefix("…")


def test_every_folder_is_named() -> None:
    rooms = {path.parent.name for path in (FOLDER / "src/towpath_directory").glob("*/__init__.py")}
    named = set(re.findall(r"`([a-z]+)/`", page("README.md")))
    assert named == rooms
