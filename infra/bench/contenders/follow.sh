#!/bin/sh
# follow.sh SERVICE LINE FILE COMMAND…: writes LINE, an address in place of its %s, once for each task of SERVICE
# that Docker's resolver names, into FILE, and runs COMMAND after each change. Ends only with its container.
# Our edge resolves by itself. Of the others nginx (before 1.27.3) and Traefik's file provider cannot, and Caddy 2.6
# does at a tenth of its speed.
set -eu
service=$1 line=$2 file=$3
shift 3
before=
while :; do
  now=$(getent ahostsv4 "tasks.$service" | cut -d' ' -f1 | sort -u)
  if [ -n "$now" ] && [ "$now" != "$before" ]; then
    for address in $now; do
      # shellcheck disable=SC2059  # the line is the format, and ours
      printf "$line\n" "$address"
    done > "$file.new"
    mv "$file.new" "$file"
    before=$now
    "$@"
  fi
  sleep 1
done
