"""The `kominfo` plugin: servers, role runs, DNS records, edge routes, image tags, keys and certificates."""

VERSION = "0.1.0"
