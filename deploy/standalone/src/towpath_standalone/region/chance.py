"""Chance that repeats: every part of a region draws from a source of its own, so that adding to one moves no other."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from uuid import UUID, uuid5

_REGION = UUID("3c9a1f5e-7b0d-4d0a-9a54-6f1d2f6e8b01")


def source(seed: int, part: str) -> Random:
    """Return the source of chance of one part of the region with this seed."""
    return Random(f"{seed}/{part}")  # noqa: S311  # a made-up region wants chance that repeats, not secrecy


def named_id(seed: int, name: str) -> str:
    """Return the UUID (version 5) of what has this name in the region with this seed."""
    return str(uuid5(_REGION, f"{seed}/{name}"))


@cache
def table(name: str) -> dict[str, Any]:
    """Return one of the tables beside this file."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def words(name: str) -> list[str]:
    """Return one of the lists of words."""
    return list(table("words")[name])
