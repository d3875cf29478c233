"""Docker's daemons, through their own API: on this machine, or over ssh on another."""

from infra.backends.docker.credential import Credential
from infra.backends.docker.daemon import UNLED, Daemon, DaemonError
from infra.backends.docker.endpoint import Endpoint, endpoint
from infra.backends.docker.job import Job, run_job
from infra.backends.docker.logs import last_words

__all__ = [
    "UNLED",
    "Credential",
    "Daemon",
    "DaemonError",
    "Endpoint",
    "Job",
    "endpoint",
    "last_words",
    "run_job",
]
