"""``python -m towpath_directory``: the service as a process."""

from towpath_directory.app import build
from towpath_directory.settings import DirectorySettings
from towpath_runtime.serving import serve

if __name__ == "__main__":
    serve(build, DirectorySettings)
