#!/bin/sh
# http3.sh URL TIMES: asks so many times over one connection that is kept and as often over new ones, 25 times a second
# each; prints the status of each answer, 000 for none. A connection that breaks is made anew, as a browser would.
set -eu
ask() { curl --http3-only --insecure --silent --max-time 5 --output /dev/null --write-out '%{http_code}\n' "$@"; }
anew() {
  for number in $(seq "$2"); do
    ask "$1?new=$number" || true
    sleep 0.04
  done
}
anew "$1" "$2" &
ask --rate 25/s "$1?kept=[1-$2]" || true
wait
