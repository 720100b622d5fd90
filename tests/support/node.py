"""Node and what our page for its developers stands on, installed as its lock says."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "node"
INSTALL_SECONDS = 300


class NodeUnavailable(RuntimeError):
    """Node, npm or a package is not to be had; the message says which."""


def node_folder() -> Path:
    """Return tests/node with its packages installed. Without them CI fails, and elsewhere the test is skipped."""
    try:
        return _installed()
    except NodeUnavailable as unavailable:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(unavailable))


@functools.cache
def _installed() -> Path:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NodeUnavailable(f"needs {program}, and there is none on PATH")
    if _locked(FOLDER / "package-lock.json") != _locked(FOLDER / "node_modules/.package-lock.json"):
        command = ["npm", "ci", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        if done.returncode != 0:
            raise NodeUnavailable(f"npm ci failed: {done.stderr[-500:]}")
    return FOLDER


def _locked(file: Path) -> dict[str, str]:
    """Return the content (integrity) of every package that a lock names, or nothing where there is no lock."""
    if not file.exists():
        return {}
    packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
    return {name: package["integrity"] for name, package in packages.items() if name}
