#!/bin/sh
# Makes .venv exactly what requirements.lock says, with the packages of this workspace editable in it.
# Needs Python 3.11 or newer with its venv module, and nothing else: uv itself comes from the lock, by hash.
set -eu
cd "$(dirname "$0")/.."

PACKAGES="contracts services/runtime services/directory services/followup services/matching services/referral deploy/standalone"
STAMP=.venv/towpath.stamp

refuse() {
    echo "setup: $1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_new_enough "$PYTHON" || refuse "PYTHON=$PYTHON is not Python 3.11 or newer: name another, as in make setup PYTHON=/path/to/python3.11"
        echo "$PYTHON"
        return
    fi
    for candidate in python3.11 python3.12 python3.13 python3.14 python3 python; do
        # Run it, do not only look for it: a version switcher leaves a command of that name that only says no.
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    refuse "no Python 3.11 or newer on PATH: install one (Debian and Ubuntu: apt-get install python3 python3-venv), or name it, as in make setup PYTHON=/path/to/python3.11"
}

fingerprint() {
    # shellcheck disable=SC2086  # a list of folders
    for folder in $PACKAGES; do
        echo "$folder/pyproject.toml"
    done | xargs cat requirements.lock deploy/setup.sh | cksum
    pwd
}

if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

if ! { .venv/bin/python -c '' && .venv/bin/python -m pip --version; } >/dev/null 2>&1; then
    python=$(find_python)
    echo "setup: making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv ||
        refuse "$python cannot make a virtual environment: install its venv module (Debian and Ubuntu: apt-get install python3-venv)"
fi
rm -f "$STAMP"

echo "setup: uv, as pinned"
sed -n '/^uv==/,/[^\\]$/p' requirements.lock >.venv/uv.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock ||
    refuse "uv did not come: see pip's words above; a package index must be reachable"

echo "setup: the pinned packages"
# Python 3.11 puts an old setuptools into every new environment; nothing here asks for it.
.venv/bin/uv pip uninstall --quiet --python .venv/bin/python setuptools 2>/dev/null || true
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock ||
    refuse "the packages did not come: see the words above; a package index must be reachable"

echo "setup: the packages of this workspace"
editable=
for folder in $PACKAGES; do
    editable="$editable --editable $folder"
done
# shellcheck disable=SC2086  # a list of options
.venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps --no-build-isolation $editable

fingerprint >"$STAMP"
echo "setup: done; everything is in .venv"
