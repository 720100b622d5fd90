"""Revisions of the real catalogue in a folder of their own: drafted, released, followed by the next one."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from towpath_contracts import EVENTS, Event, Stream
from towpath_contracts.codes import Code, Urgency
from towpath_contracts.events.referral import CaseEvent, Received
from towpath_contracts.json_schema import schema_of
from towpath_contracts.releases import releases_in
from towpath_contracts.revisions import revisions_in
from towpath_contracts.schemas import HERE, main
from towpath_contracts.values import Age, Id

FIRST = "schemas/referral/received/v1.1.json"
SECOND = "schemas/referral/received/v1.2.json"
THIRD = "schemas/referral/received/v1.3.json"

Told = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def planted() -> Iterator[None]:
    """Forget the events that a test puts into the catalogue."""
    before = dict(EVENTS)
    yield
    EVENTS.clear()
    EVENTS.update(before)


@pytest.fixture(scope="module")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    assert run(folder) == 0
    assert run(folder, "--release", "1.0.0", "--date", "2026-11-22") == 0
    return folder


@pytest.fixture
def folder(first_release: Path, tmp_path: Path) -> Path:
    """A contracts folder in which all of the catalogue was released."""
    shutil.copytree(first_release, tmp_path, dirs_exist_ok=True)
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--folder", str(folder)])


def received(**fields: Any) -> None:
    """Put another form of ``received`` into the catalogue: its fields as they are, but for those given."""
    body: dict[str, Any] = {"__annotations__": {}, "__doc__": Received.__doc__, "__module__": __name__}
    for name, field in Received.model_fields.items():
        if name not in CaseEvent.model_fields and name not in fields:
            body["__annotations__"][name] = Annotated[field.annotation, field]
    for name, form in fields.items():
        if form is not None:
            body["__annotations__"][name] = form
            if name not in Received.model_fields:
                body[name] = None
    type("Received", (CaseEvent,), body, stream=Stream.REFERRAL, name="received")


def test_the_first_revision_of_everything_is_made_of_what_is_there(folder: Path) -> None:
    found = revisions_in(folder)
    assert {str(version): [revision.number for revision in numbers] for version, numbers in found.items()} == {
        f"{event.stream.value}.{event.name}": [1] for event in EVENTS.values()
    }
    first = json.loads((folder / FIRST).read_text())
    assert first == schema_of(Received) | {"$id": "urn:towpath:referral:received:v1.1"}


def test_a_catalogue_that_says_more_than_what_was_released_becomes_the_next_revision(folder: Path) -> None:
    before = (folder / FIRST).read_bytes()
    received(ward=Id | None)
    assert run(folder, "--check") == 1
    assert run(folder) == 0
    assert run(folder, "--check") == 0
    assert (folder / FIRST).read_bytes() == before
    second = json.loads((folder / SECOND).read_text())
    assert second["$id"] == "urn:towpath:referral:received:v1.2"
    assert "ward" in second["properties"]


def test_a_draft_is_written_over_until_it_is_released_and_never_after(folder: Path, capsys: Told) -> None:
    received(ward=Id | None)
    run(folder)
    received(borough=Id | None)
    assert run(folder) == 0, "nobody has received an event of a draft: what it had may go"
    assert "ward" not in json.loads((folder / SECOND).read_text())["properties"]
    assert run(folder, "--release", "1.1.0", "--date", "2026-12-01") == 0
    frozen = (folder / SECOND).read_bytes()
    received(ward=Id | None)
    assert run(folder) == 1
    assert f"{THIRD} against v1.2.json: the event.borough was removed" in capsys.readouterr().err
    assert not (folder / THIRD).exists()
    received(ward=Id | None, borough=Id | None)
    assert run(folder) == 0
    assert (folder / SECOND).read_bytes() == frozen
    assert {"ward", "borough"} <= json.loads((folder / THIRD).read_text())["properties"].keys()


def test_a_draft_that_nothing_asks_for_any_more_goes(folder: Path, capsys: Told) -> None:
    before = EVENTS[Received.type]
    received(ward=Id | None)
    run(folder)
    EVENTS[Received.type] = before
    assert run(folder, "--check") == 1
    assert f"{SECOND}: nothing asks for this draft" in capsys.readouterr().err
    assert run(folder) == 0
    assert not (folder / SECOND).exists()


def test_a_revision_is_held_against_all_before_it_and_not_the_last_alone(folder: Path, capsys: Told) -> None:
    received(ward=Id | None)
    run(folder)
    assert run(folder, "--release", "1.1.0", "--date", "2026-12-01") == 0
    received(ward=Age | None, team=None)
    assert run(folder) == 1
    told = capsys.readouterr().err.splitlines()
    assert any(line.startswith(f"{THIRD} against v1.1.json: the event.team was removed") for line in told)
    assert any(line.startswith(f"{THIRD} against v1.2.json: the event.ward: type was 'string'") for line in told)


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--release", "1.1.0"]])
def test_a_released_file_that_was_edited_is_told_and_nothing_is_written(
    folder: Path, arguments: list[str], capsys: Told
) -> None:
    file = folder / FIRST
    file.write_text(file.read_text().replace("somebody must call", "nobody must call"))
    edited = file.read_bytes()
    assert run(folder, *arguments) == 1
    assert capsys.readouterr().err == (
        f"{FIRST}: was released with 1.0.0 and has been edited: put it back; to say more, change the event, "
        "and make generated writes the next revision\n"
    )
    assert file.read_bytes() == edited


def test_a_released_file_that_was_deleted_is_told(folder: Path, capsys: Told) -> None:
    (folder / FIRST).unlink()
    assert run(folder) == 1
    assert f"{FIRST}: was released with 1.0.0 and is not there: put it back" in capsys.readouterr().err
    assert not (folder / FIRST).exists()


def test_a_released_event_stays_in_the_catalogue(folder: Path, capsys: Told) -> None:
    del EVENTS[Received.type]
    assert run(folder, "--check") == 1
    assert f"{FIRST}: the catalogue has no such event any more: a released event stays" in capsys.readouterr().err


def test_an_event_may_be_added(folder: Path) -> None:
    class Reopened(Event, stream=Stream.REFERRAL, name="reopened"):
        """The case goes on after all."""

        link_worker: Id

    assert run(folder) == 0
    assert (folder / f"schemas/referral/{Reopened.name}/v1.1.json").exists()
    assert "## Not yet released\n\n- referral: new event `reopened`\n" in (folder / "CHANGELOG.md").read_text()


def test_a_file_that_is_no_revision_is_told(folder: Path, capsys: Told) -> None:
    (folder / "schemas/referral/received.v1.json").write_text("{}")
    assert run(folder, "--check") == 1
    assert "schemas/referral/received.v1.json: is no revision of an event" in capsys.readouterr().err


def test_a_file_that_was_edited_together_with_its_hash_is_found_by_an_earlier_folder(
    folder: Path, first_release: Path, capsys: Told
) -> None:
    edited = (folder / FIRST).read_text().replace("somebody must call", "nobody must call")
    (folder / FIRST).write_text(edited)
    ledger = json.loads((folder / "released.json").read_text())
    del ledger["releases"][0]["schemas"][FIRST]
    (folder / "released.json").write_text(json.dumps(ledger))
    assert run(folder, "--check", "--earlier", str(first_release)) == 1
    assert "released.json: release 1.0.0 is not what it was" in capsys.readouterr().err


def test_a_release_says_what_it_adds_to_each_event(folder: Path) -> None:
    known = [*Urgency, "today"]
    urgency = Field(json_schema_extra={"x-extensible-enum": [str(each) for each in known]})
    received(urgency=Annotated[Code, urgency], ward=Id | None)
    EVENTS[Received.type].__doc__ = "A referral came in, said better."
    run(folder)
    log = (folder / "CHANGELOG.md").read_text()
    new = "new known value `today` of `urgency`; new optional field `ward`; better text"
    added = f"- `referral.received`, revision 2: {new}\n"
    assert f"## Not yet released\n\n{added}" in log
    assert run(folder, "--release", "1.1.0", "--date", "2026-12-01") == 0
    log = (folder / "CHANGELOG.md").read_text()
    assert f"## 1.1.0, 2026-12-01\n\n{added}\n## 1.0.0, 2026-11-22\n" in log
    assert "Not yet released" not in log
    ledger = json.loads((folder / "released.json").read_text())["releases"]
    assert [(entry["release"], entry["date"]) for entry in ledger] == [("1.0.0", "2026-11-22"), ("1.1.0", "2026-12-01")]
    assert list(ledger[1]["schemas"]) == [SECOND]


@pytest.mark.parametrize(
    ("number", "day", "told"),
    [
        ("1.0.0", "2026-12-01", "1.0.0 does not come after 1.0.0"),
        ("0.9.0", "2026-12-01", "0.9.0 does not come after 1.0.0"),
        ("next", "2026-12-01", "next is no release"),
        ("1.1.0", "2026-11-01", "2026-11-01 is before 2026-11-22"),
    ],
)
def test_a_release_comes_after_the_one_before_it(folder: Path, capsys: Told, number: str, day: str, told: str) -> None:
    received(ward=Id | None)
    run(folder)
    before = (folder / "released.json").read_bytes()
    assert run(folder, "--release", number, "--date", day) == 1
    assert told in capsys.readouterr().err
    assert (folder / "released.json").read_bytes() == before


def test_there_is_no_release_of_nothing_and_none_of_what_is_stale(folder: Path, capsys: Told) -> None:
    assert run(folder, "--release", "1.1.0") == 1
    assert "there is nothing to release" in capsys.readouterr().err
    received(ward=Id | None)
    assert run(folder, "--release", "1.1.0") == 1
    assert f"{SECOND}: is not there; run make generated" in capsys.readouterr().err


FIRST_RELEASE = "b7a5a65ebce39546fdc9412081c6abd70cbce62256d78099ef0123040f4e2da0"
"""SHA-256 of the hashes of all files of release 1.0.0: whoever changes what was released has to change this line."""


def test_the_first_release_of_this_repository_is_what_it_was() -> None:
    first = releases_in(HERE)[0]
    assert (first.number, first.day, len(first.schemas)) == ("1.0.0", "2026-11-22", 50)
    assert hashlib.sha256(json.dumps(first.schemas, sort_keys=True).encode()).hexdigest() == FIRST_RELEASE
