#!/bin/sh
# Run a command with DATABASE_URL pointing to a throw-away PostgreSQL cluster, which is removed afterwards.
# The cluster listens on a unix socket only, and does not sync to disk: nothing in it is meant to last.
set -eu
cd "$(dirname "$0")/.."

bin=""
for candidate in $(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
    [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ] && { bin=$candidate; break; }
done
[ -n "$bin" ] || { echo "sinergi: program PostgreSQL tidak ada di mesin ini: pasang paket postgresql, lalu ulangi." >&2; exit 1; }

home=$(mktemp -d /tmp/sinergi-pg.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres "$home"
    as="runuser -u postgres --"
fi
stop() {
    $as "$bin/pg_ctl" -D "$home/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

$as "$bin/initdb" -D "$home/data" -U sinergi --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log"
$as "$bin/pg_ctl" -D "$home/data" -w -s -l "$home/log" \
    -o "-k $home -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start
$as "$bin/createdb" -h "$home" -U sinergi sinergi
DATABASE_URL="postgresql://sinergi@$(printf %s "$home" | sed 's#/#%2F#g')/sinergi" "$@"
