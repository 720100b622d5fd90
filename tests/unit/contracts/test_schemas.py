import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import get_args

import jsonschema
import pytest

from towpath_contracts import EVENTS, Event, Stream
from towpath_contracts.codes import Code
from towpath_contracts.examples import NoExample
from towpath_contracts.json_schema import schema_of
from towpath_contracts.schemas import main
from towpath_contracts.values import Value

RECEIVED = "schemas/referral/received/v1.1.json"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    assert main(["--folder", str(folder)]) == 0
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def planted() -> Iterator[None]:
    """Forget the events that a test adds to the catalogue."""
    before = dict(EVENTS)
    yield
    EVENTS.clear()
    EVENTS.update(before)


def test_the_files_of_the_project_are_fresh_and_compatible(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_every_schema_is_one_and_its_example_is_an_event(event: type[Event]) -> None:
    schema = schema_of(event)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:towpath:{event.stream.value}:{event.name}:v{event.version}"
    assert schema["description"]
    [example] = schema["examples"]
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(
        example
    )
    if not event.tombstone:
        assert json.loads(event.from_json(json.dumps(example).encode()).to_json()) == example


def test_what_may_be_absent_is_never_null() -> None:
    assert "null" not in json.dumps([schema_of(event) for event in EVENTS.values() if not event.tombstone])
    for model in [*EVENTS.values(), *Value.__subclasses__()]:
        asked = [field for field in model.model_fields.values() if field.is_required()]
        assert not any(NoneType in get_args(field.annotation) for field in asked)


def test_files_that_were_written_are_fresh(folder: Path) -> None:
    assert main(["--check", "--folder", str(folder)]) == 0


def test_a_stale_file_fails_the_check_and_is_written_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / RECEIVED).write_text((folder / RECEIVED).read_text().replace("somebody must call", "nobody must call"))
    (folder / "topics.json").unlink()
    assert main(["--check", "--folder", str(folder)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{RECEIVED}: is stale; run make generated",
        "topics.json: is not there; run make generated",
    ]
    assert main(["--folder", str(folder)]) == 0
    assert main(["--check", "--folder", str(folder)]) == 0


def test_an_event_with_room_for_a_person_is_not_written(
    folder: Path, planted: None, capsys: pytest.CaptureFixture[str]
) -> None:
    class Noted(Event, stream=Stream.REFERRAL, name="noted"):
        """Something was written down."""

        note: str = ""

    assert main(["--folder", str(folder)]) == 1
    assert "referral.noted.note: could hold something of a person" in capsys.readouterr().err
    assert not (folder / f"schemas/referral/{Noted.name}").exists()


def test_a_field_without_an_example_is_named(planted: None) -> None:
    class Noted(Event, stream=Stream.REFERRAL, name="noted"):
        """Something was written down."""

        ward: Code

    with pytest.raises(NoExample, match=r"noted\.ward"):
        schema_of(Noted)


def test_the_topics_are_there_as_data(folder: Path) -> None:
    topics = json.loads((folder / "topics.json").read_text())
    assert topics["prefix"] == "towpath."
    assert {"name": "towpath.gap", "partitions": 12, "config": {"cleanup.policy": "compact"}} in topics["fixed"]
    assert [topic["name"] for topic in topics["partner"]] == [
        "towpath.partner.<organisation>.inbox",
        "towpath.partner.<organisation>.replies",
    ]
