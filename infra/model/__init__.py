"""What is wanted: a city as declared, valid as a whole or refused with every fault at once."""

from infra.model.backup import Backup, Keep, Place
from infra.model.city import DATACENTER, City
from infra.model.datacenter import DataCenter
from infra.model.dns import Dns, Record
from infra.model.egress import Egress
from infra.model.load import load_city
from infra.model.opd import Opd, Pin, Site
from infra.model.server import Role, Server
from infra.model.tls import Tls

__all__ = [
    "DATACENTER",
    "Backup",
    "City",
    "DataCenter",
    "Dns",
    "Egress",
    "Keep",
    "Opd",
    "Pin",
    "Place",
    "Record",
    "Role",
    "Server",
    "Site",
    "Tls",
    "load_city",
]
