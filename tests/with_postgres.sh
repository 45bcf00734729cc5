# Runs a command with KIT_TEST_POSTGRES: as it is set, else the address of a server started for this command alone.
set -eu
[ -z "${KIT_TEST_POSTGRES:-}" ] || exec "$@"
bin=$(dirname "$(readlink -f "$(command -v pg_ctl || ls /usr/lib/postgresql/*/bin/pg_ctl 2>/dev/null | tail -n 1)")")
[ -x "$bin/initdb" ] || { echo "There is no PostgreSQL here (pg_ctl); install it, or set KIT_TEST_POSTGRES." >&2; exit 1; }
place=$(mktemp -d) port=${PGPORT:-54329}
if [ "$(id -u)" = 0 ]; then chown postgres "$place"; own() { (cd / && runuser -u postgres -- "$@"); }  # it refuses root
else own() { "$@"; }; fi
trap 'own "$bin/pg_ctl" -D "$place/data" -m immediate stop >/dev/null || true; rm -rf "$place"' EXIT
own "$bin/initdb" -D "$place/data" -U postgres -A trust >/dev/null
own "$bin/pg_ctl" -D "$place/data" -l "$place/log" -w -o "-F -p $port -k $place -h 127.0.0.1" start >/dev/null
KIT_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres" "$@"
