#!/bin/sh
# Runs the tests of linkage on Spark in .venv-spark: the locked environment with the extra `spark`. Needs Java 17.
set -eu
cd "$(dirname "$0")/.."
command -v java >/dev/null 2>&1 || { echo "sinergi: java tidak ada di mesin ini: pasang Java 17 (default-jre-headless), lalu ulangi." >&2; exit 1; }
if uv --version >/dev/null 2>&1; then uv=uv; else uv=.uv/bin/uv; fi
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
if ! cat requirements/locked.txt pyproject.toml | cmp -s - .venv-spark/.made-of; then
    "$uv" venv --quiet --clear --python .venv/bin/python .venv-spark
    "$uv" pip sync --quiet --python .venv-spark/bin/python --require-hashes requirements/locked.txt
    "$uv" pip install --quiet --python .venv-spark/bin/python --editable '.[spark]'
    cat requirements/locked.txt pyproject.toml > .venv-spark/.made-of
fi
# Spark asks the network for this machine's name unless it is told; nothing here leaves the machine.
export SPARK_LOCAL_IP=127.0.0.1
exec .venv-spark/bin/python -m pytest -n0 "${@:-tests/journeys/test_spark.py}"
