"""What a route is, and what HAProxy reads of it. Pure: kominfo-edge does the rest."""

import re
from dataclasses import asdict, dataclass

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
PART = re.compile(rf"\A(?=.{{1,63}}\Z){LABEL}\Z")
HOST = re.compile(rf"\A(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})+\Z")
SERVICE = re.compile(rf"\Aweb-(?=.{{1,59}}\Z){LABEL}\Z")
HEALTH = re.compile(r"\A/[A-Za-z0-9._~/-]{0,199}\Z")
MOST_REPLICAS = 50
HIGHEST_PORT = 65535


class RefusedError(Exception):
    """One plain sentence for the person who asked; nothing was changed."""


@dataclass(frozen=True)
class Site:
    """One published host; `replicas` tasks of the Swarm service `service` answer it, and 200 at `health`."""

    service: str
    host: str
    aliases: tuple[str, ...]
    replicas: int
    port: int = 8080
    health: str = "/healthz"
    tenants: tuple[str, ...] = ()

    @property
    def hosts(self):
        """Every host it answers."""
        return (self.host, *self.tenants)

    @property
    def names(self):
        """Every host that leads here."""
        return (*self.hosts, *self.aliases)


@dataclass(frozen=True)
class Route:
    """All sites of one part."""

    part: str
    sites: tuple[Site, ...]


def checked_part(part):
    """The part's name, or RefusedError."""
    if not isinstance(part, str) or not PART.match(part):
        raise RefusedError(f"{part!r} is not the name of a part: small letters, digits and dashes only.")
    return part


def checked_host(host):
    """A host name in small letters, or RefusedError."""
    if not isinstance(host, str) or not HOST.match(host):
        raise RefusedError(f"{host!r} is not a host name of small letters, digits, dashes and dots.")
    return host


def checked_site(document):
    """A Site out of one entry of `sites`, or RefusedError."""
    wanted, known = {"service", "host", "aliases", "replicas"}, {"port", "health", "tenants"}
    if not isinstance(document, dict) or set(document) - known != wanted:
        raise RefusedError(
            f"A site has these keys: {', '.join(sorted(wanted))}, and may have {', '.join(sorted(known))}."
        )
    service, aliases, replicas = document["service"], document["aliases"], document["replicas"]
    host = checked_host(document["host"])
    if not isinstance(service, str) or not SERVICE.match(service):
        raise RefusedError(f"{host}: {service!r} is not the name of a site's service (web-LABEL).")
    tenants = document.get("tenants", [])
    for noun, hosts in (("aliases", aliases), ("tenants", tenants)):
        if not isinstance(hosts, list):
            raise RefusedError(f"{host}: {noun} must be a list of host names.")
    if type(replicas) is not int or not 0 <= replicas <= MOST_REPLICAS:
        raise RefusedError(f"{host}: replicas must be a whole number from 0 to {MOST_REPLICAS}.")
    port, health = document.get("port", Site.port), document.get("health", Site.health)
    if type(port) is not int or not 1 <= port <= HIGHEST_PORT:
        raise RefusedError(f"{host}: port must be a whole number from 1 to {HIGHEST_PORT}.")
    if not isinstance(health, str) or not HEALTH.match(health):
        raise RefusedError(f"{host}: {health!r} is not a path to ask for the site's health.")
    aliases, tenants = (tuple(checked_host(each) for each in hosts) for hosts in (aliases, tenants))
    return Site(service, host, aliases, replicas, port, health, tenants)


def document_of(route):
    """The route as it was put; what a site has not is not said, so that older routes stay as they are."""
    return {
        "part": route.part,
        "sites": [
            {key: value for key, value in asdict(site).items() if key != "tenants" or value}
            for site in route.sites
        ],
    }


def checked_route(document, part):
    """A Route out of a JSON document that must speak of `part`, or RefusedError."""
    shape = {key: type(value) for key, value in document.items()} if isinstance(document, dict) else {}
    if shape != {"part": str, "sites": list}:
        raise RefusedError('A route is {"part": ..., "sites": [...]} and nothing more.')
    if document["part"] != checked_part(part):
        raise RefusedError(f"The route speaks of part {document['part']!r}, not of {part!r}.")
    route = Route(part, tuple(checked_site(site) for site in document["sites"]))
    refuse_conflicts([route])
    return route


def refuse_conflicts(routes):
    """No host and no service may lead to two places; the sentence names the part that had it first."""
    owners = {}
    for route in sorted(routes, key=lambda each: each.part):
        for site in route.sites:
            for noun, name in (*(("host", name) for name in site.names), ("service", site.service)):
                if (noun, name) in owners:
                    first = owners[noun, name]
                    whose = f"part {first}" if first != route.part else "this part, twice"
                    raise RefusedError(f"{noun} {name} of part {route.part} already belongs to {whose}.")
                owners[noun, name] = route.part


def backend(site):
    """The site's backend. A rolling update starts new tasks before it stops old ones: room for both.

    Apps that know their own host names answer the question for their health under such a name alone.
    `tcp-ut`: what is sent over a kept connection to a server without power is not acknowledged, and goes to
    another one before the visitor notices. A packet lost twice is still waited for: the kernel sends it
    the third time after 200 ms. (HAProxy 3.0 forgets it in a `default-server` line.)
    """
    return (
        f"backend {site.service}\n"
        f"  http-check send meth GET uri {site.health} ver HTTP/1.1 hdr Host {site.host}\n"
        f"  server-template s {2 * site.replicas + 2} tasks.{site.service}:{site.port} tcp-ut 250ms\n"
    )


def rendered(routes):
    """File name -> text of a whole generation."""
    files = {f"{route.part}.cfg": "".join(backend(site) for site in route.sites) for route in routes}
    sites = sorted((site for route in routes for site in route.sites), key=lambda site: site.host)
    files["hosts.map"] = "".join(f"{host} {site.service}\n" for site in sites for host in site.hosts)
    files["aliases.map"] = "".join(f"{alias} {site.host}\n" for site in sites for alias in site.aliases)
    # HAProxy refuses a folder without any configuration file.
    files["0-none.cfg"] = "# Every other .cfg file here is one part's sites; kominfo-edge writes them.\n"
    return files
