#!/bin/sh
# Prints a Python from 3.11 to 3.13 that can make a virtual environment; says in words when there is none.
# $PYTHON names one and is then the only candidate. Each is run, because a pyenv shim exists even when its
# version is not installed, and because Debian's python3 may lack venv.

suits='import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3.13 python3.12 python3.11 python3 python
fi

for candidate in "$@"; do
    if "$candidate" -c "$suits" >/dev/null 2>&1; then
        # The interpreter itself rather than a shim, so that the environment does not depend on pyenv's settings.
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 with the venv module; name one that is." >&2
else
    echo "PicTrace needs Python 3.11, 3.12 or 3.13 with the venv module (on Debian: python3-venv);" \
        "install one, or name it: make PYTHON=/path/to/python3.12" >&2
fi
exit 1
