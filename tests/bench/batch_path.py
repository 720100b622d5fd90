"""The batch path beside the ordinary way and beside two floors, in turn, in one run."""

import asyncio
import json
import subprocess
import sys
import uuid
from pathlib import Path
from statistics import median
from typing import Any

from bench.load import load
from towpath_contracts.topics import Topics

MESSAGES = 30_000
ORDINARY = 1_500
ROUNDS = 5
FLOORS = ("floor", "floor-of-three")
CONTENDERS = Path(__file__).with_name("contenders.py")


def measure(bootstrap: list[str], mongo: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the medians of each way, in messages per second and CPU milliseconds per message, and their ratios."""
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in ("path", "ordinary", *FLOORS)}
    for number in range(rounds):
        prefix = f"bench-{uuid.uuid4().hex[:8]}."
        asyncio.run(load(bootstrap, Topics(prefix), MESSAGES))
        for way, taken in runs.items():
            taken.append(_run(way, bootstrap, mongo, prefix, ORDINARY if way == "ordinary" else MESSAGES))
            print(f"  round {number + 1} of {rounds}: {way:14} {taken[-1]['per_second']:9,.0f} messages/s")
    figures: dict[str, Any] = {
        way: {name: median(run[name] for run in taken) for name in ("per_second", "cpu_ms")}
        for way, taken in runs.items()
    }
    ratios = {
        other: [mine["per_second"] / its["per_second"] for mine, its in zip(runs["path"], runs[other], strict=True)]
        for other in ("ordinary", *FLOORS)
    }
    return figures | {
        "messages": MESSAGES,
        "rounds": rounds,
        "times_the_ordinary": median(ratios["ordinary"]),
        "times_the_floor": median(ratios["floor"]),
        "times_the_floor_of_three": median(ratios["floor-of-three"]),
        "spread": {other: [min(values), max(values)] for other, values in ratios.items()},
    }


def _run(way: str, bootstrap: list[str], mongo: str, prefix: str, count: int) -> dict[str, float]:
    command = [sys.executable, str(CONTENDERS), way, ",".join(bootstrap), mongo, prefix, str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    taken = json.loads(done.stdout.splitlines()[-1])
    return {
        "per_second": taken["messages"] / taken["seconds"],
        "cpu_ms": 1000 * taken["cpu_seconds"] / taken["messages"],
    }
