#!/bin/sh
# An app that was not made for the platform: a port and a health path of its own, files it keeps, a secret.
set -eu
starts=$(cat /data/starts 2>/dev/null || echo 0)
echo $((starts + 1)) >/data/starts
mkdir /scratch/www
cp /data/starts /scratch/www/mulai.txt
sha256sum </run/secrets/kata_sandi >/scratch/www/sandi.txt
echo "$SALAM" >/scratch/www/index.html
echo baik >/scratch/www/sehat
exec httpd -f -p 3000 -h /scratch/www
