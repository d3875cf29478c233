"""What an office decides by itself: `aduan.yaml`, `wilayah.yaml`, `batas-kota.geojson`. Needs no Django."""
