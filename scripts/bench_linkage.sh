#!/bin/sh
# Runs the linkage benchmark; its opponents live in .venv-bench, which is made here when missing or outdated.
set -eu
cd "$(dirname "$0")/.."
wanted=benchmarks/linkage/requirements.txt
if ! cmp -s "$wanted" .venv-bench/.made-of 2>/dev/null; then
    python3 -m venv --clear .venv-bench
    .venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" .venv-bench/.made-of
fi
exec .venv/bin/python -m benchmarks.linkage "$@"
