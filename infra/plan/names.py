"""The names and ports every room agrees on."""

from __future__ import annotations

PLATFORM_USER = "kominfo"

EDGE = "edge"
REGISTRY = "registry"
PRIMARY_NAME_SERVER = "ns1"
SECONDARY_NAME_SERVER = "ns2"

EDGE_NETWORK = "edge"
SITE_PORT = 8080
REGISTRY_PORT = 5000
REGISTRY_USER = "kominfo"
DATABASE = "postgres"
DATABASE_PORT = 5432

UPDATE_KEY = "kominfo"
TRANSFER_KEY = "transfer"

KEPT_RELEASES = 5

STACK_LABEL = "kominfo.stack"
EGRESS_LABEL = "kominfo.egress"  # of a container: read by roles/firewall/files/kominfo-egress


def acme_key(server: str) -> str:
    """Name of the TSIG key with which one edge answers DNS-01 challenges."""
    return f"acme-{server}"


def database_certificate(server: str) -> str:
    """Name of the platform certificate that one server shows to the apps."""
    return f"{DATABASE}-{server}"


def volume(service: str) -> str:
    """The Docker volume with the files of one site."""
    return f"{service}-data"


def stack_name(city: str, part: str) -> str:
    """Pulumi stack of one part."""
    return f"{city}.{part}"
