#!/bin/sh
# caddy.sh SERVICE: Caddy, which reads its configuration again when the service's tasks change.
set -eu
export HOME=/tmp XDG_DATA_HOME=/tmp XDG_CONFIG_HOME=/tmp
# A change of the file it imports is none of its own: that one is touched.
sh /bench/follow.sh "$1" 'to %s:8080' /tmp/servers cp /bench/Caddyfile /tmp/Caddyfile &
while [ ! -e /tmp/Caddyfile ]; do sleep 0.1; done
exec caddy run --config /tmp/Caddyfile --adapter caddyfile --watch
