#!/bin/sh
# traefik.sh SERVICE: Traefik, which reads its file of sites again when the service's tasks change.
set -eu
mkdir -p /tmp/sites
sh /bench/follow.sh "$1" '          - url: "http://%s:8080"' /tmp/servers \
  sh -c 'cat /bench/traefik-sites.yaml /tmp/servers > /tmp/sites/new && mv /tmp/sites/new /tmp/sites/sites.yaml' &
while [ ! -e /tmp/sites/sites.yaml ]; do sleep 0.1; done
exec /bench/traefik --configFile=/bench/traefik.yaml
