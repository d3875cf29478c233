"""The city as a visitor meets it: names from its name servers, pages through its edges."""

from infra.backends.visit.certificate import Presented, certificate_drift, presented
from infra.backends.visit.https import Answer, get, handshake
from infra.backends.visit.probe import Complaint, Edge, Patience, complaints

__all__ = [
    "Answer",
    "Complaint",
    "Edge",
    "Patience",
    "Presented",
    "certificate_drift",
    "complaints",
    "get",
    "handshake",
    "presented",
]
