# placeholder FOLDER NAME GROUP: a self-signed certificate, so that HAProxy starts before the city's own is issued.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$2" \
  -keyout "$work/key" -out "$work/cert" 2>/dev/null
cat "$work/key" "$work/cert" >"$1/.city.pem.new"
chgrp "$3" "$1/.city.pem.new"
chmod 0640 "$1/.city.pem.new"
mv "$1/.city.pem.new" "$1/city.pem"
