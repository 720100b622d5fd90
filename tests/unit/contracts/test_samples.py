import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Event, Topics, decode, encode
from towpath_contracts.json_schema import schema_of
from towpath_contracts.published.__main__ import main
from towpath_contracts.published.samples import in_structured_mode

SAMPLES = REPOSITORY / "contracts/samples"
INDEX = json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))
FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER


def sample(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / path).read_text(encoding="utf-8"))
    return found


def record(path: str) -> tuple[str, bytes, bytes | None, list[tuple[str, bytes]]]:
    found = sample(path)
    value = None if found["value"] is None else found["value"].encode()
    headers = [(header["name"], header["value"].encode()) for header in found["headers"]]
    return found["topic"], found["key"].encode(), value, headers


def path_of(event: type[Event]) -> str:
    return f"{event.stream.value}/{event.name}.v{event.version}.json"


def test_the_files_of_the_project_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_every_sample_is_read_and_written_again_byte_for_byte(event: type[Event]) -> None:
    topics = Topics()
    read = decode(*record(path_of(event)), topics)
    assert type(read.event) is event
    assert encode(read, topics) == record(path_of(event))


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_every_value_is_of_its_schema(event: type[Event]) -> None:
    value = json.loads(sample(path_of(event))["value"] or "null")
    jsonschema.Draft202012Validator(schema_of(event), format_checker=FORMATS).validate(value)


@pytest.mark.parametrize("event", in_structured_mode(), ids=lambda event: event.type)
def test_a_structured_sample_says_what_the_binary_one_says(event: type[Event]) -> None:
    structured = f"structured/{event.stream.value}.{event.name}.v{event.version}.json"
    assert decode(*record(structured), Topics()) == decode(*record(path_of(event)), Topics())


@pytest.mark.parametrize("event", [event for event in EVENTS.values() if event.tombstone], ids=lambda event: event.type)
def test_a_tombstone_is_among_them_without_a_value(event: type[Event]) -> None:
    [known] = [known for known in INDEX if known["type"] == event.type]
    assert known["mode"] == "tombstone"
    assert sample(known["path"])["value"] is None
    assert decode(*record(known["path"]), Topics()).tombstone


def test_the_index_names_every_sample_once() -> None:
    there = {file.relative_to(SAMPLES).as_posix() for file in SAMPLES.rglob("*.json")} - {"index.json"}
    assert sorted(known["path"] for known in INDEX) == sorted(there)
    assert {known["type"] for known in INDEX} == set(EVENTS)


def test_what_is_stale_missing_or_too_many_fails_the_check_and_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--folder", str(tmp_path)]) == 0
    stale, missing = tmp_path / "samples/gap/gap_raised.v1.json", tmp_path / "asyncapi.json"
    stale.write_text("{}")
    missing.unlink()
    (tmp_path / "samples/gap/gap_forgotten.v1.json").write_text("{}")
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    assert sorted(capsys.readouterr().err.splitlines()) == [
        "asyncapi.json: is not there; run make generated",
        "samples/gap/gap_forgotten.v1.json: is the sample of no event; run make generated",
        "samples/gap/gap_raised.v1.json: is stale; run make generated",
    ]
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--check", "--folder", str(tmp_path)]) == 0
