#!/bin/bash
# Starts a streaming replica: clones the primary when there is no clone of it yet, then follows it through the slot.
set -euo pipefail

home=$(dirname "$PGDATA")
passfile="$home/.primary-password"
install -d -m 0700 "$home"
(umask 077; echo "*:*:*:$REPLICATION_USER:$REPLICATION_PASSWORD" > "$passfile")
export PGPASSFILE="$passfile"
primary="host=$PRIMARY_HOST port=$PRIMARY_PORT user=$REPLICATION_USER"

system_of_primary() {
  psql "$primary dbname=postgres replication=true" --no-align --tuples-only --command IDENTIFY_SYSTEM | cut -d '|' -f 1
}
system_of_clone() {
  LC_ALL=C pg_controldata "$PGDATA" | awk -F: '/Database system identifier/ { gsub(/ /, "", $2); print $2 }'
}

# A clone of another primary can never follow this one, and holds nothing of its own.
if [ -s "$PGDATA/PG_VERSION" ] && expected=$(system_of_primary) && [ "$(system_of_clone)" != "$expected" ]; then
  echo "The clone in $PGDATA is of another primary: cloning anew."
  rm -rf "$PGDATA"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Cloned beside and renamed: an interrupted clone is never taken for a whole one.
  staging="$PGDATA.incoming"
  rm -rf "$staging" "$PGDATA"
  echo "Cloning the primary at $PRIMARY_HOST:$PRIMARY_PORT"
  pg_basebackup --dbname "$primary" --pgdata "$staging" --wal-method stream --slot "$REPLICATION_SLOT" \
    --write-recovery-conf --checkpoint fast --no-password
  chmod 0700 "$staging"
  mv "$staging" "$PGDATA"
fi

# The image starts this script as root and the server as postgres.
if [ "$(id -u)" = 0 ]; then
  chown postgres:postgres "$home" "$passfile"
fi

# The primary may have another address than when it was cloned.
exec docker-entrypoint.sh postgres "$@" \
  -c "primary_conninfo=$primary passfile=$passfile application_name=$REPLICATION_SLOT" \
  -c "primary_slot_name=$REPLICATION_SLOT" -c hot_standby=on
