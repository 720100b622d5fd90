"""Programs that ship inside wheels."""

from __future__ import annotations

import os
import stat
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def program_in_wheel(wheel: str, path: str) -> Path | None:
    """Return the program at ``path`` of an installed wheel, made executable; None where there is none to run.

    Installers do not always keep the run bit of a file that they unpack, so it is set here where it may be.
    """
    try:
        program = Path(str(distribution(wheel).locate_file(path)))
    except PackageNotFoundError:
        return None
    if not program.is_file():
        return None
    if not os.access(program, os.X_OK):
        try:
            program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        except OSError:
            return None
    return program
