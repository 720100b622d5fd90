"""What a figure was measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("aiokafka", "fastapi", "faststream", "pydantic", "pymongo", "uvloop")


def describe(broker: str) -> dict[str, Any]:
    """Return the machine and the versions that decide about speed. Memory in GiB."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "broker": broker,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
