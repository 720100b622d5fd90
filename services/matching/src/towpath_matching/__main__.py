"""``python -m towpath_matching``: the service as a process."""

from towpath_matching.app import build
from towpath_matching.settings import MatchingSettings
from towpath_runtime.serving import serve

if __name__ == "__main__":
    serve(build, MatchingSettings)
