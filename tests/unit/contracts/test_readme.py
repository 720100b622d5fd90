import re
import subprocess

import pytest

from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Event, Topics, decode

README = (REPOSITORY / "contracts/README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("command", [line for block in blocks("sh") for line in block.splitlines()])
def test_every_command_of_the_readme_runs(command: str) -> None:
    done = subprocess.run(["sh", "-ec", command], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("source", blocks("python"))
def test_the_code_of_the_readme_runs(source: str) -> None:
    exec(compile(source, "README.md", "exec"), {})


def test_the_record_of_the_readme_can_be_read() -> None:
    [block] = blocks("text")
    lines = dict(line.split(maxsplit=1) for line in block.splitlines())
    shown = {name: rest if name in ("value", "content-type") else rest.split()[0] for name, rest in lines.items()}
    headers = [(name, text.encode()) for name, text in shown.items() if name not in ("topic", "key", "value")]
    read = decode(shown["topic"], shown["key"].encode(), shown["value"].encode(), headers, Topics())
    assert read.event == EVENTS[shown["ce_type"]].from_json(shown["value"].encode())


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_the_readme_names_every_event_in_the_row_of_its_stream(event: type[Event]) -> None:
    [row] = [line for line in README.splitlines() if line.startswith(f"| {event.stream.value} |")]
    assert f"`{event.name}`" in row


def test_the_readme_names_no_event_that_is_not_there() -> None:
    named = {
        (row.split("|")[1].strip(), name)
        for row in re.findall(r"^\| \w+ \| `towpath.*$", README, re.MULTILINE)
        for name in re.findall(r"`([a-z_]+)`", row.split("|")[5])
    }
    assert named == {(event.stream.value, event.name) for event in EVENTS.values()}
