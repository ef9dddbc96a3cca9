#!/bin/bash
# Runs a PostgreSQL server, and turns SIGTERM, its smart shutdown, which waits for clients, into SIGINT, its fast one.
set -m
"$@" &
server=$!
trap 'kill -INT "$server"' TERM INT HUP
# A trapped signal ends the wait, not the server.
while kill -0 "$server" 2> /dev/null; do
  wait "$server"
  status=$?
done
exit "$status"
