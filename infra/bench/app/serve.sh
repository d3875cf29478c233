#!/bin/busybox sh
# An app as it should be: told to end, it takes nothing new and ends what it began.
b=/bin/busybox
$b ln -sf "$b" /tmp/httpd
/tmp/httpd -f -p 8080 -h /www &
server=$!

drain() {
  kill "$server"
  while $b pidof httpd >/dev/null; do $b sleep 0.1; done
  exit 0
}
trap drain TERM
wait
