#!/bin/sh
# caddy.sh SERVICE: Caddy resolves by itself. GOMAXPROCS is all cores unless told otherwise.
set -eu
exec env HOME=/tmp XDG_DATA_HOME=/tmp XDG_CONFIG_HOME=/tmp caddy run --config /bench/Caddyfile --adapter caddyfile
