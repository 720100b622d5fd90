"""Run by path, before the server: asks Linux to kill the server when its parent dies, then becomes the server.

``python leash.py PARENT_PID COMMAND [ARGUMENT ...]``. The request outlives ``exec``. It is made here rather than in a
``preexec_fn``, which may deadlock in a parent that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    parent, *command = sys.argv[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        sys.exit(f"prctl refused: errno {ctypes.get_errno()}")
    if os.getppid() != int(parent):
        sys.exit("the parent had gone before the leash was on")
    os.execv(command[0], command)  # noqa: S606  # becoming the server is the whole purpose
