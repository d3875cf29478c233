"""kominfo:index:Probe: asks a part's hosts from outside, as a visitor would, when what they run changes."""

from __future__ import annotations

from typing import ClassVar

from infra.backends.visit import Complaint, Edge, Patience, complaints
from infra.errors import KominfoError, Problem
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import ANYS, CITY, TEXT, TEXTS, described, resource_schema
from infra.providers.kominfo.plain import DriftResource, standing_edges

# After a rollout the edges see new tasks within two seconds; a glance is for reading, where nothing moves.
THOROUGH = Patience(tries=200, good=3, pause=0.1)
GLANCE = Patience(tries=4, good=1)
FAILING = "a visitor gets an error"
UNREACHED = "a visitor is not served"


class Probe(DriftResource):
    """Holds nothing: it fails a run whose sites converged and yet do not answer."""

    token = "kominfo:index:Probe"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "part"})
    schema: ClassVar = resource_schema(
        "Proof that a part's hosts answer from outside, through DNS, TLS and every edge.",
        {
            "city": CITY,
            "part": described(TEXT, "Whose hosts these are."),
            "sites": described(ANYS, "host, tenants, and all that makes it be asked again when it changes."),
            "nameServers": described(TEXTS, "Addresses of the city's name servers."),
            "caFile": described(TEXT, "What to trust for the sites; empty: the system's CAs."),
        },
        {"drift": described(TEXTS, "Hosts that did not answer when last asked, and what was met instead.")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"asking {len(inputs['sites'])} sites from outside")
        wrong = _complaints(inputs, THOROUGH)
        if wrong:
            raise KominfoError(_problem(inputs, complaint) for complaint in wrong)
        return f"{inputs['city']}/{inputs['part']}", {**inputs, "drift": []}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        wrong = _complaints(state, GLANCE)
        return Reading(
            id, inputs, {**state, "drift": [f"{one.host} through {one.edge}: {one.said}" for one in wrong]}
        )

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """There is nothing of it in the world."""


def _complaints(values: Properties, patience: Patience) -> list[Complaint]:
    edges = [Edge(edge.name, edge.addresses) for edge in standing_edges(values["city"])]
    hosts = [host for site in values["sites"] for host in (site["host"], *site.get("tenants", ()))]
    return complaints(hosts, values["nameServers"], edges, values["caFile"], patience)


def _problem(inputs: Properties, complaint: Complaint) -> Problem:
    return Problem(
        inputs["part"],
        "",
        f"{FAILING if complaint.broken else UNREACHED}: {complaint.host} through {complaint.edge}",
        complaint.said,
        "look at the site's own log, mend it, and run up again"
        if complaint.broken
        else "see what `verify` says of the edges, the name servers and the certificate, then run up again; "
        f"an edge that is gone for good: ./kominfo server forget {inputs['city']} {complaint.edge}",
    )
