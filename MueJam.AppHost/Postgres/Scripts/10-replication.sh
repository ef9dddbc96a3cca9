#!/bin/bash
# Run once, when the primary's data folder is new: the replicas' login, a slot each, and their line in pg_hba.conf.
set -euo pipefail

# The password, or its verifier, comes in by the environment of psql, so that no process list shows it.
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv user REPLICATION_USER
\getenv password REPLICATION_PASSWORD
\getenv slots REPLICATION_SLOTS
CREATE ROLE :"user" LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot(slot, true) FROM regexp_split_to_table(:'slots', ' +') AS slot WHERE slot <> '';
SQL

echo "host replication $REPLICATION_USER all scram-sha-256" >> "$PGDATA/pg_hba.conf"
