#!/bin/sh
# The suite, with a line at the end that says which database it ran on and whether a browser was there.
set -eu
cd "$(dirname "$0")/.."
database=SQLite
[ -n "${DATABASE_URL:-}" ] && database=PostgreSQL
echo "sinergi: menjalankan uji di $database"
# The journeys start the command some hundred times; it need not be compiled each time.
unset PYTHONDONTWRITEBYTECODE
exec .venv/bin/python -m pytest "$@"
