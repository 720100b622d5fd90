"""The files of the repository, as its rule checkers read them."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    "contracts",
    "deploy/standalone",
    "services/directory",
    "services/followup",
    "services/matching",
    "services/referral",
    "services/runtime",
)


@functools.cache
def repository_files() -> tuple[str, ...]:
    """Every file that git tracks or would add, by its path from the root; raises CalledProcessError outside of git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(sorted({path for path in listed.split("\0") if path and (REPOSITORY / path).is_file()}))


def files_under(*folders: str, suffix: str = "") -> list[str]:
    """The repository's files below any of the folders (all folders where none is named) that end in ``suffix``."""
    prefixes = tuple(f"{folder}/" for folder in folders)
    return [
        path for path in repository_files() if path.endswith(suffix) and (not prefixes or path.startswith(prefixes))
    ]


def text_of(path: str) -> str | None:
    """The text of a file; None where it is not text."""
    try:
        return (REPOSITORY / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@functools.cache
def tree_of(path: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse((REPOSITORY / path).read_text(encoding="utf-8"), filename=path)
