"""Runs what the READMEs tell people to type.

``python -m support.readme_commands [PAGE ...]`` clones the last commit into a new folder, sets it up once, and runs
every command of every ``sh`` block there, page by page from the top, in one shell for each page, from the root of the
clone. What a page starts is stopped, as by Ctrl-C, when the page ends, and has to end well.

A comment right before a block marks it:

``<!-- check: skip, REASON -->``          its commands are not run, and the reason is printed
``<!-- check: serves, TEXT -->``          its last command goes on running; the next begins when it has printed TEXT
``<!-- check: instead, TEXT -->``         the same, after what the page has started so far was stopped
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from support.sources import REPOSITORY, files_under

PAGE_SECONDS = 1200
PAGES = {"README.md", "REPLACE.md"}
_BLOCK = re.compile(
    r"(?:^<!--\s*check:\s*(?P<mark>\w+)\s*(?:,\s*(?P<note>.*?))?\s*-->[ \t]*\n\s*?)?^```sh[ \t]*\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_MARKS = {"skip", "serves", "instead"}
ALREADY_DONE = (
    (re.compile(r"git clone \S+( \S+)?"), "the check runs in a new clone"),
    (re.compile(r"cd towpath"), "the check runs in a new clone"),
    (re.compile(r"make test"), "CI runs it as its last step"),
)
_BASH = r"""
set -euo pipefail
set -m  # a process group for each server: Ctrl-C reaches all of a foreground group
servers=()
begin() { printf '\n== %s\n   %s\n' "$1" "$2"; where=$1; }
serve() {
    local log
    log=$(mktemp)
    eval "$1" >"$log" 2>&1 &
    local pid=$!
    servers+=("$pid")
    for _ in $(seq 1200); do
        if grep -qF -- "$2" "$log"; then return 0; fi
        if ! kill -0 "$pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    tail -n 40 "$log"
    echo "it did not say: $2"
    return 1
}
stop() {  # what was started last stands on what was started before it
    local code=0 place pid
    for ((place = ${#servers[@]} - 1; place >= 0; place--)); do
        pid=${servers[place]}
        kill -INT -- "-$pid" 2>/dev/null || true
        for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -KILL -- "-$pid" 2>/dev/null && { echo "it did not stop after Ctrl-C"; code=1; }
        local ended=0
        wait "$pid" || ended=$?
        if [ "$ended" != 0 ] && [ "$ended" != 130 ]; then echo "after Ctrl-C it ended with $ended"; code=1; fi
    done
    servers=()
    return "$code"
}
finish() {
    local code=$?
    trap - EXIT
    stop || code=1
    [ "$code" = 0 ] || printf '\nFAILED at %s\n' "${where:-the start}"
    exit "$code"
}
trap finish EXIT
"""


class WrongMark(ValueError):
    """A comment before a block says neither skip nor serves nor instead, or lacks its text."""


@dataclass(frozen=True)
class Command:
    """A command of a page. ``awaited`` is what a server prints when it serves; ``reason`` is why it is not run.

    ``alone`` says that what runs before is stopped first.
    """

    line: int
    text: str
    awaited: str | None = None
    reason: str | None = None
    alone: bool = False


def commands(page: str) -> list[Command]:
    """Return the commands of every ``sh`` block of a page, in order; raises WrongMark."""
    return [command for block in _BLOCK.finditer(page) for command in _of_block(page, block)]


def _of_block(page: str, block: re.Match[str]) -> Iterator[Command]:
    first = page.count("\n", 0, block.start("body")) + 1
    mark, note = block["mark"], block["note"]
    if mark is not None and (mark not in _MARKS or not note):
        raise WrongMark(f"line {first - 2}: say <!-- check: skip, REASON -->, serves, TEXT or instead, TEXT")
    pieces = list(_pieces(block["body"], first))
    for number, (line, text) in enumerate(pieces, 1):
        if mark == "skip":
            yield Command(line, text, reason=note)
        elif mark is not None and number == len(pieces):
            yield Command(line, text, awaited=note, alone=mark == "instead")
        else:
            yield Command(line, text, reason=_done_already(text))


def _pieces(body: str, first: int) -> Iterator[tuple[int, str]]:
    """Line and text of each command of a block: lines that go on with a backslash are one; a here-document is whole."""
    if "<<" in body:
        yield first, body.rstrip("\n")
        return
    text, begins = "", first
    for number, line in enumerate(body.splitlines(), first):
        if not text:
            begins = number
            if not line.strip() or line.lstrip().startswith("#"):
                continue
        text += line
        if line.endswith("\\"):
            text += "\n"
            continue
        yield begins, re.sub(r"\s+#\s.*$", "", text)
        text = ""


def _done_already(text: str) -> str | None:
    return next((reason for pattern, reason in ALREADY_DONE if pattern.fullmatch(text)), None)


def script(page: str, path: str) -> str:
    """Return the bash script that runs the commands of a page one after the other."""
    steps = []
    for command in commands(page):
        where = shlex.quote(f"{path}:{command.line}")
        if command.reason is not None:
            steps.append(f"printf '\\n== %s not run: %s\\n' {where} {shlex.quote(command.reason)}")
            continue
        steps.append(f"begin {where} {shlex.quote(command.text)}")
        if command.alone:
            steps.append("stop")
        if command.awaited is None:
            steps.append(command.text)
        else:
            steps.append(f"serve {shlex.quote(command.text)} {shlex.quote(command.awaited)}")
    return "\n".join([_BASH, *steps, ""])


def run_page(page: str, path: str, folder: Path, environment: dict[str, str]) -> bool:
    """Run a page's commands in a folder; false when one of them failed."""
    shell = subprocess.Popen(
        ["bash", "-c", script(page, path)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return shell.wait(PAGE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        print(f"FAILED: {path} took longer than {PAGE_SECONDS} s", flush=True)
        return False
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()


def clone(folder: Path) -> Path:
    """Clone the last commit, and lend it the servers that were brought already."""
    target = folder / "towpath"
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(target)], check=True)
    servers = REPOSITORY / ".servers"
    servers.mkdir(exist_ok=True)
    (target / ".servers").symlink_to(servers)
    return target


def newcomers_environment() -> dict[str, str]:
    """The environment without our settings and virtual environment, which would hide what a page forgot to say."""
    ours = ("TOWPATH_", "VIRTUAL_ENV", "PYTHONPATH", "MAKE", "MFLAGS")
    kept = {name: setting for name, setting in os.environ.items() if not name.startswith(ours)}
    folders = kept.get("PATH", os.defpath).split(os.pathsep)
    kept["PATH"] = os.pathsep.join(folder for folder in folders if not Path(folder).is_relative_to(REPOSITORY))
    return kept


def check(pages: Iterable[str]) -> int:
    """Run all pages in one new clone; the exit code."""
    kept = newcomers_environment()
    failed = []
    with tempfile.TemporaryDirectory(prefix="towpath-readme-") as folder:
        target = clone(Path(folder))
        subprocess.run(["make", "setup"], cwd=target, env=kept, check=True)
        for path in pages:
            text = (target / path).read_text(encoding="utf-8")
            begun = time.monotonic()
            if not run_page(text, path, target, kept):
                failed.append(path)
            ran = sum(command.reason is None for command in commands(text))
            print(f"\n{path}: {ran} commands in {time.monotonic() - begun:.0f} s", flush=True)
    if failed:
        print(f"FAILED: the commands of {', '.join(failed)}")
    return 1 if failed else 0


def readmes() -> list[str]:
    """Every README of the project, the one of the root first, and the page that strangers begin with."""
    found = [path for path in files_under(suffix=".md") if Path(path).name in PAGES]
    return sorted(found, key=lambda path: (path.count("/"), path))


if __name__ == "__main__":
    sys.exit(check(sys.argv[1:] or readmes()))
