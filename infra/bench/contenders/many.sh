#!/bin/sh
# many.sh: one server that is the site of many names.
exec nginx -c /bench/many.conf -g 'daemon off;'
