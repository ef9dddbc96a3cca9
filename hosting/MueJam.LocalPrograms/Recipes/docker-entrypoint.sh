#!/bin/bash
# Stands for the PostgreSQL image's entry point: makes the data folder once, runs the scripts for it, starts the server.
set -euo pipefail

if [ "${1:-}" = postgres ]; then shift; fi
password_of_admin="${POSTGRES_PASSWORD:-}"
admin="${POSTGRES_USER:-postgres}"
listen=(-c listen_addresses=127.0.0.1 -c "unix_socket_directories=$PGSOCKETS" -c "port=$PGPORT")

if [ -s "$PGDATA/PG_VERSION" ]; then
  have=$(cat "$PGDATA/PG_VERSION")
  want=$(postgres --version | sed -E 's/.* ([0-9]+)\..*/\1/')
  if [ "$have" != "$want" ]; then
    echo "FATAL: $PGDATA was made by PostgreSQL $have, and PostgreSQL $want is installed. Install postgresql-$have, or move the folder away to start empty." >&2
    exit 1
  fi
else
  if [ -z "$password_of_admin" ]; then
    echo "FATAL: POSTGRES_PASSWORD is empty: a new data folder needs a password." >&2
    exit 1
  fi
  # Made beside and renamed when whole: an interrupted first start is repeated.
  whole="$PGDATA"
  export PGDATA="$whole.new"
  rm -rf "$PGDATA" "$whole"
  mkdir -p "$PGDATA"
  chmod 0700 "$PGDATA"
  # shellcheck disable=SC2086 # the arguments are words, as in the image
  initdb --username "$admin" --pwfile <(printf '%s\n' "$password_of_admin") ${POSTGRES_INITDB_ARGS:-} > /dev/null
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"

  export PGPASSWORD="$password_of_admin" PGHOST="$PGSOCKETS"
  pg_ctl --wait --silent --options "-c listen_addresses='' -c unix_socket_directories='$PGSOCKETS' -c shared_preload_libraries=pg_stat_statements" start
  if [ -n "${POSTGRES_DB:-}" ] && [ "$POSTGRES_DB" != postgres ]; then
    createdb --username "$admin" "$POSTGRES_DB"
  fi
  for script in "$INIT_SCRIPTS"/*; do
    case "$script" in
      *.sh) bash "$script" ;;
      *.sql) psql --set ON_ERROR_STOP=1 --no-password --username "$admin" --dbname "${POSTGRES_DB:-postgres}" --file "$script" ;;
    esac
  done
  pg_ctl --wait --silent --mode fast stop
  unset PGPASSWORD PGHOST
  mv "$PGDATA" "$whole"
  export PGDATA="$whole"
fi

exec postgres "${listen[@]}" "$@"
