import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.sources import PACKAGES, REPOSITORY

LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+)(?P<rest>(?:[^\n]*\\\n)*[^\n]*)$", re.MULTILINE)


def pinned() -> dict[str, str]:
    return {match["name"]: match["version"] for match in ENTRY.finditer(LOCK)}


def declared() -> list[Requirement]:
    projects = [tomllib.loads((REPOSITORY / package / "pyproject.toml").read_text()) for package in PACKAGES]
    dev = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    builds = [line for project in projects for line in project["build-system"]["requires"]]
    lines = [line for project in projects for line in project["project"].get("dependencies", [])]
    return [
        requirement
        for line in (*lines, *dev, *builds)
        if not (requirement := Requirement(line)).name.startswith("towpath")
    ]


def test_every_line_of_the_lock_is_a_pin_a_hash_or_a_comment() -> None:
    wrong = [
        line
        for line in LOCK.splitlines()
        if not re.match(r"[a-z0-9][a-z0-9.-]*==\S+( ; [^\\]+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$|\s*#|$", line)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_pin_has_a_hash() -> None:
    wrong = [match["name"] for match in ENTRY.finditer(LOCK) if "--hash=sha256:" not in match["rest"]]
    assert not wrong
    assert len(pinned()) > 50


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK


def test_whatever_a_package_asks_for_is_pinned_to_a_version_that_it_takes() -> None:
    pins = pinned()
    wrong = [
        str(requirement)
        for requirement in declared()
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"), prereleases=True)
        or canonicalize_name(requirement.name) not in pins
    ]
    assert not wrong, f"make lock: {wrong}"
