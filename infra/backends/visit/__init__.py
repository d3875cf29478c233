"""The city as a visitor meets it: names from its name servers, pages through its edges."""

from infra.backends.visit.https import Answer, get, handshake
from infra.backends.visit.probe import Complaint, Edge, Patience, complaints

__all__ = ["Answer", "Complaint", "Edge", "Patience", "complaints", "get", "handshake"]
