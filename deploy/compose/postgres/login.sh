#!/bin/sh
# Makes the login and its database, the first time the server starts on an empty volume.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$PERENNIAL_DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE perennial_login LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE perennial OWNER perennial_login;
SQL
