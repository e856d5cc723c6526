#!/bin/sh
# Makes .venv from the locked, hashed requirements and installs the `sinergi` command into it.
# Does nothing when the environment is already the one the lock describes. The English texts are compiled when they changed.
set -eu
cd "$(dirname "$0")/.."
UV_VERSION=0.13.9
stamp=.venv/.locked
lock=requirements/locked.txt
catalogue=sinergi/locale/en/LC_MESSAGES/django

missing() { echo "sinergi: $1" >&2; exit 1; }
compile_texts() { [ "$catalogue.mo" -nt "$catalogue.po" ] || .venv/bin/python scripts/messages.py --compile; }

command -v python3 >/dev/null 2>&1 || missing "python3 tidak ada di mesin ini: pasang Python 3.12 atau lebih baru, lalu ulangi."
if [ -f "$stamp" ] && cat "$lock" pyproject.toml scripts/setup.sh | cmp -s - "$stamp" && .venv/bin/python -c 'import django' 2>/dev/null; then
    compile_texts
    exit 0
fi

# uv is tried by running it: a version manager may leave a command behind that no longer works.
if uv --version >/dev/null 2>&1; then
    uv=uv
else
    if ! .uv/bin/uv --version 2>/dev/null | grep -q "^uv $UV_VERSION"; then
        python3 -m venv --clear .uv >/dev/null || missing "modul venv Python tidak ada: pasang paket python3-venv, lalu ulangi."
        .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" || missing "uv tidak dapat dipasang dari indeks paket Python."
    fi
    uv=.uv/bin/uv
fi

# The libraries are compiled once, here: where Python may not write its bytecode each start would compile them anew (3 s).
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 UV_COMPILE_BYTECODE=1
"$uv" venv --quiet --clear --python 3.13 .venv 2>/dev/null || "$uv" venv --quiet --clear --python '>=3.12' .venv \
    || missing "Python 3.12 atau lebih baru tidak ditemukan: pasang, lalu ulangi."
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes "$lock"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .
cat "$lock" pyproject.toml scripts/setup.sh > "$stamp"
compile_texts
