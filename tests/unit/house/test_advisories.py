from typing import Any

from support.advisories import verdict

PACKAGE: dict[str, Any] = {"name": "towline", "version": "1.0", "vulns": []}
WEAK = PACKAGE | {"vulns": [{"id": "EX-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "bollard", "version": "2.0", "skip_reason": "not found"}


def test_a_finding_is_found_even_where_other_packages_are_unknown() -> None:
    said = verdict({"dependencies": [WEAK, UNKNOWN]}, "")
    assert said.kind == "found"
    assert said.lines == ("towline 1.0: EX-1, mended in ['1.1']",)


def test_a_lock_without_a_finding_is_clean() -> None:
    assert verdict({"dependencies": [PACKAGE]}, "").kind == "clean"


def test_a_service_that_knows_no_package_at_all_was_not_reached() -> None:
    assert verdict({"dependencies": [UNKNOWN]}, "").kind == "not reached"


def test_a_service_that_knows_only_some_packages_is_no_all_clear() -> None:
    assert verdict({"dependencies": [PACKAGE, UNKNOWN]}, "").kind == "broken"


def test_only_the_network_excuses_a_missing_report() -> None:
    assert verdict(None, "requests.exceptions.ConnectionError: no route").kind == "not reached"
    assert verdict(None, "ValueError: this is no lock").kind == "broken"
