"""The plugin's resources as a Pulumi program sees them: typed constructors, outputs as attributes."""

from infra.providers.kominfo.sdk.both import GeneratedKey, PlatformCertificate, RecordSet
from infra.providers.kominfo.sdk.datacenter import Edge, EdgeCertificate, RoleRun, Server
from infra.providers.kominfo.sdk.part import Database, EdgeRoute, Migration, Probe, Releases, Spread

__all__ = [
    "Database",
    "Edge",
    "EdgeCertificate",
    "EdgeRoute",
    "GeneratedKey",
    "Migration",
    "PlatformCertificate",
    "Probe",
    "RecordSet",
    "Releases",
    "RoleRun",
    "Server",
    "Spread",
]
