"""The composition of grades: what grades listings anew that nobody changed."""

from towpath_directory.grades.sweep import Sweep
from towpath_directory.settings import DirectorySettings
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime


def grade_anew(runtime: Runtime, settings: DirectorySettings) -> None:
    """Have listings graded anew in the background."""
    lease = Lease(runtime.database, "grades", new_id(), settings.lease)
    runtime.on_start(lease.prepare)
    sweep = Sweep(runtime.database, runtime.path, runtime.clock, lease)
    runtime.every("grades", settings.grade_tick, sweep.tick)
