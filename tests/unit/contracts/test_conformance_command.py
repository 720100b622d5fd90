"""The manners of ``towpath-conformance``: what it cannot do is one clear line on standard error, and exit code 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import towpath_contracts
from towpath_contracts.conformance.__main__ import main
from towpath_standalone.servers import free_port

WITHOUT = """
import sys

class Installed:
    def __init__(self, finders):
        self.finders = finders

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {gone!r}:
            return None
        found = (finder.find_spec(name, path, target) for finder in self.finders)
        return next((spec for spec in found if spec is not None), None)

assert not [name for name in sys.modules if name.partition(".")[0] in {gone!r}]
sys.meta_path[:] = [Installed(list(sys.meta_path))]
"""
"""A Python in which some libraries were never installed."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "towpath_contracts.conformance", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def python(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", [(), ("shadow",), ("topics",)])
def test_help_names_every_option_on_its_own_terms(command: tuple[str, ...]) -> None:
    said = run(*command, "--help")

    assert said.returncode == 0
    assert not said.stderr
    for wanted in ("--kafka HOST:PORT", "--security PROTOCOL", "--ca FILE", "--prefix TEXT"):
        assert wanted in said.stdout
    assert "<str>" not in said.stdout
    assert max(map(len, said.stdout.splitlines())) <= 80


def test_help_names_the_roles_and_what_the_exit_codes_mean() -> None:
    said = " ".join(run("--help").stdout.split())

    assert "intake, matching, followup, directory, partner" in said
    assert "Exits with 0" in said
    assert "shadow" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say which role with --role: intake, matching"),
        (("--role", "milkman"), "there is no role milkman"),
        (("--role", "partner"), "say whose with --organisation"),
        (("--role", "matching", "--only", "a_case_of_nobody"), "no such case of matching: a_case_of_nobody"),
        (("--role", "matching", "--kafka", "kafka"), "say HOST:PORT"),
        (("--role", "matching", "--kafka", "kafka:http"), "say HOST:PORT"),
        (("--role", "matching", "--prefix", "with spaces."), "prefix"),
        (("--role", "matching", "--security", "TLS"), "SASL_SSL"),
        (("--role", "matching", "--security", "SASL_SSL"), "needs --mechanism"),
        (("--role", "matching", "--within", "soon"), "--within"),
        (("--rôle", "matching"), "--rôle"),
        (("prove",), "prove"),
        (("shadow", "--role", "matching"), "--shadow"),
        (("shadow", "--role", "matching", "--shadow", "Acorn!"), "shadow"),
        (("shadow", "--role", "matching", "--shadow", "acorn", "--since", "yesterday"), "2026-03-01T09:00Z"),
        (("shadow", "--role", "intake", "--shadow", "acorn"), "--organisation"),
        (("topics", "--organisation", "Not One"), "organisation"),
    ],
)
def test_a_wrong_question_is_answered_in_one_line(
    arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["towpath-conformance", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()

    assert ended.value.code == 2
    assert not said.out
    assert words in said.err
    assert is_one_line(said.err)


@pytest.mark.parametrize("command", [(), ("shadow", "--shadow", "acorn")])
def test_a_kafka_that_is_not_there_is_named(command: tuple[str, ...]) -> None:
    address = f"127.0.0.1:{free_port()}"
    said = run(*command, "--role", "matching", "--kafka", address)

    assert said.returncode == 2
    assert f"no Kafka at {address}" in said.stderr
    assert is_one_line(said.stderr)


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    said = run("--role", "matching", "--security", "SSL", "--ca", str(tmp_path / "authorities.pem"))

    assert said.returncode == 2
    assert is_one_line(said.stderr)


@pytest.mark.parametrize("gone", ["aiokafka", "rich", "typer"])
def test_without_its_libraries_it_says_what_to_install(gone: str) -> None:
    said = python(WITHOUT.format(gone={gone}) + "from towpath_contracts.conformance.__main__ import main\nmain()")

    assert said.returncode == 2
    assert "pip install 'towpath-contracts[conformance]'" in said.stderr
    assert gone in said.stderr
    assert is_one_line(said.stderr)


def test_everything_but_the_kit_needs_pydantic_alone() -> None:
    root = Path(towpath_contracts.__file__).parent
    modules = [
        ".".join(("towpath_contracts", *file.relative_to(root).with_suffix("").parts))
        for file in root.rglob("*.py")
        if "conformance" not in file.relative_to(root).parts and file.name != "__main__.py"
    ]
    assert len(modules) > 30

    source = WITHOUT.format(gone={"aiokafka", "rich", "typer", "faststream"})
    said = python(f"{source}\nfrom importlib import import_module\nfor name in {modules!r}: import_module(name)")

    assert said.returncode == 0, said.stderr


def is_one_line(said: str) -> bool:
    return said.startswith("towpath-conformance: ") and said.count("\n") == 1 and "Traceback" not in said
