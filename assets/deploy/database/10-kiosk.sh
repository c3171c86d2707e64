#!/bin/sh
# Once, when the database is made: the hub's login, and its three rooms.
set -eu
rooms=${KIOSK_ROOMS:-/kiosk/rooms.sql}
password=$(cat "${KIOSK_HUB_PASSWORD_FILE:-/run/secrets/hub}")
psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v password="$password" <<'SQL'
SET log_statement = 'none';
CREATE ROLE kiosk LOGIN NOINHERIT PASSWORD :'password';
SQL
psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f "$rooms"
