"""What cannot be done is said in one line on standard error, with an exit code that is not 0."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from towpath_standalone import cli
from towpath_standalone.platform.folder import PlatformFolder, Whereabouts
from towpath_standalone.servers import free_port

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process and return its exit code and what it said on standard error."""

    def called(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["towpath", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        return (code if isinstance(code, int) else 1), capsys.readouterr().err

    return called


def is_one_line(said: str) -> bool:
    return said.startswith("towpath: ") and said.count("\n") == 1 and "Traceback" not in said


def test_a_port_that_is_taken_is_named_with_the_way_to_choose_another(run: Run, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = run("up", "--data", tmp_path, "--port", port)
    assert code == 1
    assert is_one_line(said)
    assert f"port {port} is taken" in said
    assert "--port" in said


def test_a_service_that_cannot_be_left_out_is_named_with_those_that_can(run: Run, tmp_path: Path) -> None:
    code, said = run("up", "--data", tmp_path, "--without", "billing")
    assert code == 1
    assert is_one_line(said)
    assert "'billing'" in said
    assert "directory, matching, followup, referral" in said


def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    code, said = run("up", "--data", tmp_path / "file" / "folder")
    assert code == 1
    assert is_one_line(said)
    assert "not a directory" in said
    assert "--data" in said


def test_a_second_platform_on_the_same_folder_is_refused(run: Run, tmp_path: Path) -> None:
    folder = PlatformFolder(tmp_path)
    folder.make()
    with folder.locked():
        code, said = run("up", "--data", tmp_path, "--port", "0")
    assert code == 1
    assert is_one_line(said)
    assert "a platform runs on" in said


def test_a_folder_is_free_again_when_its_platform_has_ended(tmp_path: Path) -> None:
    folder = PlatformFolder(tmp_path)
    folder.make()
    assert not folder.is_held()
    with folder.locked():
        assert PlatformFolder(tmp_path).is_held()
    assert not folder.is_held()


@pytest.mark.parametrize(
    "addresses", ["localhost", "localhost:", "localhost:99999", "http://localhost:9092", "a b:1", ","]
)
def test_a_kafka_address_that_is_none_is_refused(run: Run, tmp_path: Path, addresses: str) -> None:
    code, said = run("up", "--data", tmp_path, "--port", "0", "--kafka", addresses)
    assert code == 1
    assert is_one_line(said)
    assert "--kafka" in said


@pytest.mark.parametrize("address", ["localhost", "http://localhost:27017", "mongodb://", "mongodb://a:b:c"])
def test_a_mongodb_address_that_is_none_is_refused_without_being_repeated(
    run: Run, tmp_path: Path, address: str
) -> None:
    code, said = run("up", "--data", tmp_path, "--port", "0", "--mongo", address)
    assert code == 1
    assert is_one_line(said)
    assert "--mongo" in said
    assert address not in said.replace("mongodb://127.0.0.1:27017/?replicaSet=rs0", "")


@pytest.mark.parametrize("command", ["status", "reconcile", "replay", "deadletters", "topics"])
def test_a_command_that_needs_a_platform_says_that_none_runs(run: Run, tmp_path: Path, command: str) -> None:
    code, said = run(command, "--data", tmp_path)
    assert code == 1
    assert is_one_line(said)
    assert "towpath up" in said


def test_a_moment_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    code, said = run("replay", "--since", "yesterday", "--data", tmp_path)
    assert code == 1
    assert is_one_line(said)
    assert "--since" in said


def test_an_outbox_that_does_not_exist_is_refused(run: Run, tmp_path: Path) -> None:
    code, said = run("replay", "--service", "matching", "--data", tmp_path)
    assert code == 1
    assert is_one_line(said)
    assert "referral" in said


def test_a_region_that_cannot_be_written_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    code, said = run("region", "--out", tmp_path / "file" / "out")
    assert code == 1
    assert is_one_line(said)


def test_where_a_platform_listens_is_remembered_and_a_broken_note_is_no_note(tmp_path: Path) -> None:
    folder = PlatformFolder(tmp_path)
    folder.make()
    assert folder.whereabouts() is None
    where = Whereabouts(
        1, "http://127.0.0.1:8080", ("127.0.0.1:9092",), "mongodb://", True, "towpath.", {"referral": 1}
    )
    folder.note(where)
    assert folder.whereabouts() == where
    (tmp_path / "platform.json").write_text("{")
    assert folder.whereabouts() is None


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("towpath_standalone.platform.reach.WITHIN", 1.0)


@pytest.mark.usefixtures("impatient")
def test_a_kafka_that_does_not_answer_is_named_before_anything_is_started(run: Run, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    code, said = run("topics", "--kafka", address)
    assert code == 1
    assert is_one_line(said)
    assert address in said


@pytest.mark.usefixtures("impatient")
def test_a_mongodb_that_does_not_answer_is_refused_without_naming_its_password(run: Run, tmp_path: Path) -> None:
    address = f"mongodb://canary:secret@127.0.0.1:{free_port()}/?replicaSet=rs0"
    code, said = run("up", "--data", tmp_path, "--port", "0", "--mongo", address)
    assert code == 1
    assert is_one_line(said)
    assert "--mongo" in said
    assert "secret" not in said
