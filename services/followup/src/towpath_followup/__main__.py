"""``python -m towpath_followup``: the service as a process."""

from towpath_followup.app import build
from towpath_followup.settings import FollowupSettings
from towpath_runtime.serving import serve

if __name__ == "__main__":
    serve(build, FollowupSettings)
