#!/bin/sh
# Makes .venv with the first Python on the PATH that is new enough (PYTHON=name chooses another). Says in one line what is missing.
set -eu

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

fail() {
    echo "error: $1" >&2
    exit 1
}

if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    suits .venv/bin/python || fail ".venv holds a Python older than 3.11: remove it (rm -r .venv) and try again"
    exit 0
fi

found=
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do
    if suits "$name"; then
        found=$name
        break
    fi
done
[ -n "$found" ] || fail "stdgraph needs Python 3.11 or newer, and none was found on the PATH${PYTHON:+ as $PYTHON}"

"$found" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$found cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)"

echo "Making .venv with $("$found" --version)"
"$found" -m venv --clear .venv
