"""The plugin's process: `pulumi-resource-kominfo`."""

from infra.backends import ansible
from infra.providers.framework import serve
from infra.providers.kominfo import VERSION
from infra.providers.kominfo.certificate import PlatformCertificate
from infra.providers.kominfo.database import Database
from infra.providers.kominfo.edge import Edge
from infra.providers.kominfo.edge_certificate import EdgeCertificate
from infra.providers.kominfo.edge_route import EdgeRoute
from infra.providers.kominfo.generated_key import GeneratedKey
from infra.providers.kominfo.migration import Migration
from infra.providers.kominfo.probe import Probe
from infra.providers.kominfo.record_set import RecordSet
from infra.providers.kominfo.releases import Releases
from infra.providers.kominfo.role_run import RoleRun
from infra.providers.kominfo.server import Server
from infra.providers.kominfo.spread import Spread

KINDS = (
    Server,
    RoleRun,
    RecordSet,
    Edge,
    EdgeRoute,
    EdgeCertificate,
    Releases,
    Probe,
    Spread,
    GeneratedKey,
    PlatformCertificate,
    Database,
    Migration,
)
serve("kominfo", VERSION, [kind() for kind in KINDS], cleanup=ansible.remove_own)
