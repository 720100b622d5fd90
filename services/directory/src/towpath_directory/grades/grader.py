"""What grades, as it comes with the directory."""

from towpath_directory.feeds.quality import Grader
from towpath_directory.feeds.scale import scale
from towpath_directory.imports.areas import placed


def grader() -> Grader:
    """Return it."""
    return Grader(scale(), placed)
