import tomllib

import pytest

from support.sources import PACKAGES, REPOSITORY, repository_files

SUBJECTS = ("owns", "reads", "writes", "run", "replace")
ONE_PAGE_LINES = 120


def test_the_packages_are_those_of_the_workspace() -> None:
    found = {path.removesuffix("/pyproject.toml") for path in repository_files() if path.endswith("/pyproject.toml")}
    assert found == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_a_page_on_what_it_owns_reads_writes_and_how_to_run_and_replace_it(package: str) -> None:
    page = (REPOSITORY / package / "README.md").read_text(encoding="utf-8")
    assert len(page.splitlines()) <= ONE_PAGE_LINES
    missing = [subject for subject in SUBJECTS if subject not in page.lower()]
    assert not missing, f"{package}/README.md says nothing on: {', '.join(missing)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_ships_its_types_and_names_its_licence(package: str) -> None:
    folder = REPOSITORY / package
    assert list(folder.glob("src/*/py.typed"))
    assert tomllib.loads((folder / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"
