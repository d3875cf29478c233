"""A registry's user, as Docker's API wants it told."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credential:
    """``password`` stays out of every representation."""

    address: str
    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credential({self.username}@{self.address})"

    def header(self) -> str:
        """The value of Docker's X-Registry-Auth."""
        content = {"username": self.username, "password": self.password, "serveraddress": self.address}
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
