import os
import re
from pathlib import Path

import pytest

from support.readme_commands import Command, WrongMark, commands, readmes, run_page
from support.sources import REPOSITORY

PAGE = """# A page

```sh
make demo        # two minutes
# a remark
towpath import feed.json \\
  --dry-run
```

```json
{"not": "run"}
```

<!-- check: skip, it wants a cluster -->
```sh
kubectl apply -f here
```

<!-- check: serves, it is up -->
```sh
cd there
towpath up
```
"""


def run(page: str, folder: Path) -> bool:
    return run_page(page, "README.md", folder, dict(os.environ))


def test_every_command_of_every_sh_block_is_found_with_its_line_and_its_mark() -> None:
    assert commands(PAGE) == [
        Command(4, "make demo"),
        Command(6, "towpath import feed.json \\\n  --dry-run"),
        Command(16, "kubectl apply -f here", reason="it wants a cluster"),
        Command(21, "cd there"),
        Command(22, "towpath up", awaited="it is up"),
    ]


@pytest.mark.parametrize("mark", ["skip", "skip,", "later, because", "serves"])
def test_a_mark_without_its_text_is_refused(mark: str) -> None:
    with pytest.raises(WrongMark):
        commands(f"<!-- check: {mark} -->\n```sh\ntrue\n```\n")


def test_what_ci_does_by_itself_is_not_done_again() -> None:
    [clone, enter, demo, tests] = commands(
        "```sh\ngit clone https://a.example/x\ncd towpath\nmake demo\nmake test\n```\n"
    )
    assert demo.reason is None
    assert clone.reason
    assert enter.reason
    assert tests.reason


def test_a_page_whose_commands_succeed_passes_in_one_shell(tmp_path: Path) -> None:
    assert run("```sh\nexport A=1\n```\nThen\n```sh\ntest \"$A\" = 1\ncat > out <<'END'\nx\nEND\n```\n", tmp_path)
    assert (tmp_path / "out").read_text() == "x\n"


def test_a_page_stops_at_the_first_command_that_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not run("```sh\nfalse\ntouch later\n```\n", tmp_path)
    assert not (tmp_path / "later").exists()
    assert "FAILED at README.md:2" in capfd.readouterr().out


def test_a_command_that_serves_is_waited_for_and_ended_by_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text(
        "import signal\n"
        "print('ready', flush=True)\n"
        "try:\n    signal.pause()\n"
        "except KeyboardInterrupt:\n    open('ended', 'w').close()\n"
    )
    page = "<!-- check: serves, ready -->\n```sh\npython3 serve.py\n```\n```sh\ntest ! -e ended\ntouch met\n```\n"
    assert run(page, tmp_path)
    assert (tmp_path / "met").exists()
    assert (tmp_path / "ended").exists()


def test_what_runs_instead_begins_when_the_rest_has_ended(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text(
        "import os, signal, sys\n"
        "assert not os.path.exists('running')\n"
        "open('running', 'w').close()\n"
        "print('ready', flush=True)\n"
        "try:\n    signal.pause()\n"
        "except KeyboardInterrupt:\n    os.unlink('running')\n"
    )
    block = "```sh\npython3 serve.py\n```\n"
    page = f"<!-- check: serves, ready -->\n{block}<!-- check: instead, ready -->\n{block}"
    assert run(page, tmp_path)
    assert not (tmp_path / "running").exists()
    assert not run(page.replace("instead", "serves"), tmp_path)


@pytest.mark.parametrize("server", ["exit 3", "trap 'exit 7' INT; echo ready; while true; do sleep 0.1; done"])
def test_a_server_that_ends_badly_fails_its_page(server: str, tmp_path: Path) -> None:
    (tmp_path / "serve.sh").write_text(server)
    assert not run("<!-- check: serves, ready -->\n```sh\nbash serve.sh\n```\n", tmp_path)


def test_shell_commands_are_never_in_blocks_that_nobody_runs() -> None:
    unread = re.compile(r"^```(?:bash|shell|console|zsh|sh[ \t]+\S.*)$", re.MULTILINE)
    wrong = [path for path in readmes() if unread.search((REPOSITORY / path).read_text(encoding="utf-8"))]
    assert not wrong, f"mark these blocks sh: {wrong}"


def test_the_marks_of_our_own_pages_are_right() -> None:
    for path in readmes():
        commands((REPOSITORY / path).read_text(encoding="utf-8"))
