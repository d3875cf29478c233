"""The SDK's automation in one process for many operations, as tests drive it (the product: a process each).

gRPC shares connections by address in a process. Where the system hands a new engine the port of an earlier
one, that one's connection, dead and waiting to try again, would answer "Connection refused" for the living.
"""

from __future__ import annotations

from pulumi import automation
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS

__all__ = ["automation"]

_GRPC_CHANNEL_OPTIONS.append(("grpc.use_local_subchannel_pool", 1))
