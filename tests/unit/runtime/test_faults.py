from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from towpath_runtime.faults import Faults, Step

REACHES = """
import sys
from pathlib import Path
from towpath_runtime.faults import Faults, Step
Faults("toy", Path(sys.argv[1])).reach(Step.AFTER_COMMIT)
print("went on")
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", REACHES, str(folder)], capture_output=True, text=True, check=False)


def test_a_file_kills_one_process_at_its_step_once(tmp_path: Path) -> None:
    (tmp_path / "toy.after-commit").touch()
    (tmp_path / "toy.before-publish").touch()
    (tmp_path / "other.after-commit").touch()

    killed, spared = run(tmp_path), run(tmp_path)

    assert killed.returncode == -signal.SIGKILL
    assert (spared.returncode, spared.stdout) == (0, "went on\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.after-commit", "toy.before-publish"]


def test_without_a_folder_or_with_one_that_is_not_there_nothing_happens(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "none"):
        for step in Step:
            Faults("toy", folder).reach(step)
