"""``towpath validate`` as it is run: what it says, in words or as JSON, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.api_documents import KINDS, api, of_kind, service, taxonomy
from support.api_served import OwnApi, Said, served
from towpath_directory.validator import __main__ as module
from towpath_standalone import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process and return its exit code, what it said, and what it said on standard error."""

    def called(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["towpath", "validate", *(str(argument) for argument in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        said = capsys.readouterr()
        return (code if isinstance(code, int) else int(code is not None)), said.out, said.err

    return called


def written(folder: Path, **documents: object) -> Path:
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of an API without fault."""
    return written(tmp_path, **{kind: of_kind(kind) for kind in KINDS})


def test_an_api_without_fault_passes(run: Run, folder: Path) -> None:
    code, said, _ = run(folder)
    assert code == 0
    assert f"{folder} passes by oruk-3.0\n" in said


def test_a_fault_is_told_with_its_endpoint_its_path_and_what_to_mend(run: Run, folder: Path) -> None:
    written(folder, service=service() | {"email": "pat at the lock"})
    code, said, _ = run(folder)
    assert code == 1
    for words in ("/services/{id}", "$.email", "not an e-mail address", "hello@example.org", "1 to mend"):
        assert words in said
    assert "pat at the lock" not in said, "what a document holds may be personal"


def test_warnings_fail_only_where_that_is_asked(run: Run, folder: Path) -> None:
    written(folder, taxonomy=taxonomy() | {"uri": "towline"})
    assert run(folder)[0] == 0
    assert run(folder, "--strict")[0] == 1
    assert "passes with warnings" in run(folder)[1]


def test_json_says_everything(run: Run, folder: Path) -> None:
    (folder / "service.json").unlink()
    code, said, _ = run(folder, "--json")
    told = json.loads(said)
    assert (code, told["outcome"]) == (1, "fail")
    assert [(one["code"], one["endpoint"]) for one in told["findings"]] == [("endpoint-missing", "/services/{id}")]
    assert len(told["documents"]) == len(KINDS) - 1


def test_a_feed_is_counted(run: Run, tmp_path: Path) -> None:
    feed = [service(f"group-{place}") | ({"url": "towline"} if place < 2 else {}) for place in range(5)]
    code, said, _ = run(written(tmp_path, feed=feed) / "feed.json")
    lines = [line.split() for line in said.splitlines()]
    assert code == 1
    assert ["fail", "service", "2"] in lines
    assert ["pass", "service", "3"] in lines


def test_a_file_may_be_said_to_be_something(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, any={"hearth": 1}) / "any.json"
    assert run(file)[0] == 2
    code, said, _ = run(file, "--as", "taxonomy")
    assert (code, "3 to look at" in said) == (0, True)


def test_a_profile_is_chosen(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, root=api("3.1")) / "root.json"
    assert run(file)[0] == 1
    assert run(file, "--profile", "hsds-3.1")[0] == 0


def test_a_live_api_is_walked(run: Run) -> None:
    with served(OwnApi(instead={"/taxonomies": Said({}, 500)})) as (address, asked):
        code, said, _ = run(address, "--pages", "2", "--documents", "1")
    assert code == 0
    assert "answers with status 500" in said
    assert len(asked) == 2 + 4 * (2 + 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere-at-all",), "nowhere-at-all: no such file or directory"),
        (("ftp://towline.example",), "begins with http:// or https://"),
        ((".", "--profile", "oruk-1"), "choose from oruk-3.0, hsds-3.1"),
    ],
)
def test_what_cannot_be_judged_is_said_in_one_line(run: Run, arguments: tuple[str, ...], words: str) -> None:
    code, said, error = run(*arguments)
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert words in error


def test_the_module_alone_says_the_same_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["validator", str(folder)])
    assert module.main() == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "pass"
    monkeypatch.setattr("sys.argv", ["validator", str(folder / "nowhere")])
    assert module.main() == 2
    with served(OwnApi(instead={"/": None})) as (address, _):
        monkeypatch.setattr("sys.argv", ["validator", address])
        assert module.main() == 1
