#!/bin/sh
# nginx.sh SERVICE: nginx, reloaded when the service's tasks change.
set -eu
mkdir -p /tmp/servers
sh /bench/follow.sh "$1" 'server %s:8080 max_fails=2 fail_timeout=1s;' /tmp/servers/list.conf \
  sh -c 'if [ -e /run/nginx.pid ]; then nginx -c /bench/nginx.conf -s reload; fi' &
while [ ! -e /tmp/servers/list.conf ]; do sleep 0.1; done
exec nginx -c /bench/nginx.conf -g 'daemon off;'
