"""SSH to a server: strict host keys, one multiplexed connection per server, argv lists only."""

from infra.backends.ssh.command import Completed, close, close_all, if_gone, run, said, stream
from infra.backends.ssh.connection import Connection, connection_for, ssh_options
from infra.backends.ssh.hostkeys import HostKey, pin, pinned, scan, unpin
from infra.backends.ssh.tunnel import forward_socket

__all__ = [
    "Completed",
    "Connection",
    "HostKey",
    "close",
    "close_all",
    "connection_for",
    "forward_socket",
    "if_gone",
    "pin",
    "pinned",
    "run",
    "said",
    "scan",
    "ssh_options",
    "stream",
    "unpin",
]
