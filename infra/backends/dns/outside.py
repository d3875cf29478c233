"""Looks at a domain from outside: the parent's name servers, ours, and what a resolver tells visitors."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
from dns.rdtypes.dnskeybase import Flag

from infra.backends.dns.ask import ask, reason
from infra.errors import KominfoError, Problem
from infra.plan.caa import Caa
from infra.plan.online import Addresses, Authority, Referral, Seen, Wanted

AT_ONCE = 16
LIFETIME = 10.0
DIGESTS = ("SHA1", "SHA256", "SHA384")
OFFERED = "SHA256"  # the one every registry takes (RFC 8624)
_ADDRESSES = ("A", "AAAA")


@dataclass(frozen=True, slots=True)
class Outside:
    """``resolver``: address of a recursive one, empty for the system's; ``port``: of all the others."""

    resolver: str = ""
    resolver_port: int = 53
    port: int = 53

    def look(self, want: Wanted) -> Seen:
        """Ask everything, side by side. KominfoError when the resolver itself cannot be asked."""
        parent = self._parent(want.domain) if want.delegated else ""
        above = list(self._servers(parent)) if parent else []
        ours = [(name, address) for name, found in want.name_servers.items() for address in sorted(found)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            referrals = pool.map(lambda one: self._referral(want, *one), _reachable(above))
            authorities = pool.map(lambda one: self._authority(want, *one), _reachable(ours))
            hosts = pool.map(self._addresses, want.hosts)
            caa = pool.map(lambda name: self._caa(name, want), want.certificate_names)
            return Seen(
                self.resolver or "of this machine",
                parent,
                tuple(referrals),
                tuple(authorities),
                dict(zip(want.hosts, hosts, strict=True)),
                dict(zip(want.certificate_names, caa, strict=True)),
            )

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self.resolver)
        if self.resolver:
            resolver.nameservers, resolver.port = [self.resolver], self.resolver_port
        resolver.lifetime = LIFETIME
        return resolver

    def _resolve(self, name: str, kind: str) -> dns.rrset.RRset | None:
        """None when there is no such name or record; DNSException when that cannot be known."""
        try:
            return self._resolver().resolve(name, kind, raise_on_no_answer=False, search=False).rrset
        except dns.resolver.NXDOMAIN:
            return None

    def _parent(self, domain: str) -> str:
        """The zone above: the nearest name that has name servers."""
        above = dns.name.from_text(domain).parent()
        try:
            while above != dns.name.root and not self._resolve(above.to_text(), "NS"):
                above = above.parent()
        except (dns.exception.DNSException, OSError) as error:
            place = f"resolver {self.resolver or 'of this machine'}"
            remedy = "Name one that resolves everything: --resolver ADDRESS."
            fault = "it does not find the zone above"
            raise KominfoError(Problem(place, f"{above} NS", fault, reason(error), remedy)) from None
        return above.to_text(omit_final_dot=above != dns.name.root)

    def _servers(self, zone: str) -> Iterator[tuple[str, str]]:
        """Names and addresses of a zone's name servers."""
        for server in sorted(str(item.target) for item in self._resolve(zone, "NS") or ()):
            for kind in _ADDRESSES:
                try:
                    found = self._resolve(server, kind)
                except (dns.exception.DNSException, OSError):
                    continue  # its other addresses, and the other servers, say the same
                yield from ((server.rstrip("."), item.address) for item in found or ())

    def _referral(self, want: Wanted, server: str, address: str) -> Referral:
        shown = f"{server} ({address})"
        try:
            answer = ask(address, self.port, want.domain, "NS")
            ds = ask(address, self.port, want.domain, "DS")
        except (dns.exception.DNSException, OSError) as error:
            return Referral(shown, silent=reason(error))
        if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            return Referral(shown, silent=f"it answered {dns.rcode.to_text(answer.rcode())}")
        sections = (*answer.answer, *answer.authority)
        glue: dict[str, frozenset[str]] = {}
        for rrset in answer.additional:
            if dns.rdatatype.to_text(rrset.rdtype) in _ADDRESSES:
                name = _plain(rrset.name)
                glue[name] = glue.get(name, frozenset()) | {item.address for item in rrset}
        return Referral(
            shown,
            frozenset(_plain(item.target) for item in _at(sections, want.domain, "NS")),
            glue,
            frozenset(item.to_text().lower() for item in _at(ds.answer, want.domain, "DS")),
        )

    def _authority(self, want: Wanted, server: str, address: str) -> Authority:
        try:
            soa = ask(address, self.port, want.domain, "SOA")
            found = list(_at(soa.answer, want.domain, "SOA"))
            if not found or not soa.flags & dns.flags.AA:
                code = dns.rcode.to_text(soa.rcode())
                return Authority(server, address, lame=f"it answered {code} without authority, or nothing")
            servers = ask(address, self.port, want.domain, "NS").answer
            keys = list(_at(ask(address, self.port, want.domain, "DNSKEY").answer, want.domain, "DNSKEY"))
            cds = list(_at(ask(address, self.port, want.domain, "CDS").answer, want.domain, "CDS"))
        except (dns.exception.DNSException, OSError) as error:
            return Authority(server, address, lame=reason(error))
        entry = [key for key in keys if key.flags & Flag.SEP]
        offered = [item.to_text().lower() for item in cds] or list(_ds(want.domain, entry, OFFERED))
        return Authority(
            server,
            address,
            found[0].serial,
            frozenset(_plain(item.target) for item in _at(servers, want.domain, "NS")),
            frozenset(text for kind in DIGESTS for text in _ds(want.domain, keys, kind)),
            tuple(offered),
            no_tcp=self._no_tcp(want.domain, address),
        )

    def _no_tcp(self, domain: str, address: str) -> str:
        try:
            ask(address, self.port, domain, "SOA", tcp=True)
        except (dns.exception.DNSException, OSError) as error:
            return reason(error)
        return ""

    def _addresses(self, host: str) -> Addresses:
        try:
            found = [item.address for kind in _ADDRESSES for item in self._resolve(host, kind) or ()]
        except (dns.exception.DNSException, OSError) as error:
            return Addresses(silent=reason(error))
        return Addresses(frozenset(found), "" if found else "there is none")

    def _caa(self, name: str, want: Wanted) -> Caa:
        """RFC 8659 §3: the set at the name itself, else at the nearest name above that has one."""
        at = dns.name.from_text(name.removeprefix("*."))
        while at != dns.name.root and (want.delegated or at.is_subdomain(dns.name.from_text(want.domain))):
            try:
                found = self._resolve(at.to_text(), "CAA")
            except (dns.exception.DNSException, OSError) as error:
                return Caa(_plain(at), silent=reason(error))
            if found:
                told = (
                    (item.flags, item.tag.decode(), item.value.decode(errors="replace")) for item in found
                )
                return Caa(_plain(at), tuple(sorted(told)))
            at = at.parent()
        return Caa()


def unreachable(want: Wanted) -> tuple[str, ...]:
    """Addresses of ours that this machine has no way to: IPv6 where it has none."""
    found = {address for addresses in want.name_servers.values() for address in addresses}
    return tuple(sorted(address for address in found if not _has_way(address)))


def _reachable(servers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, address) for name, address in servers if _has_way(address)]


def _has_way(address: str) -> bool:
    """Whether there is a route of that family; nothing is sent."""
    if ":" not in address:
        return True
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 53))
    except OSError:
        return False
    return True


def _at(rrsets: Iterable[dns.rrset.RRset], name: str, kind: str) -> Iterator[Any]:
    owner, rdtype = dns.name.from_text(name), dns.rdatatype.from_text(kind)
    return (item for rrset in rrsets if rrset.name == owner and rrset.rdtype == rdtype for item in rrset)


def _ds(domain: str, keys: Iterable[Any], digest: str) -> Iterator[str]:
    policy = dns.dnssec.allow_all_policy  # a parent may still hold SHA-1: to compare is not to trust
    owner = dns.name.from_text(domain)
    return (dns.dnssec.make_ds(owner, key, digest, policy=policy).to_text().lower() for key in keys)


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
