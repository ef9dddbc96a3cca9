#!/bin/bash
# Run once, when the primary's data folder is new: the exporter's login, and statement statistics in every database made later.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv user MONITORING_USER
\getenv password MONITORING_PASSWORD
CREATE ROLE :"user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10 PASSWORD :'password';
GRANT pg_monitor TO :"user";
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
\connect template1
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
