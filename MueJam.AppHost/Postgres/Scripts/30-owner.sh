#!/bin/bash
# Run once, when the primary's data folder is new: a login with a database of its own.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv user OWNER_USER
\getenv password OWNER_PASSWORD
\getenv database OWNED_DATABASE
CREATE ROLE :"user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
GRANT pg_read_all_stats TO :"user";
CREATE DATABASE :"database" OWNER :"user";
SQL
