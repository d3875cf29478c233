"""Which provider plugins a run uses: the folders that come first on its PATH."""

from __future__ import annotations

import os
import shutil
from importlib import metadata
from pathlib import Path

from infra.home import CHECKOUT

PROVIDERS = CHECKOUT / "infra" / "providers"
DOCKER = "pulumi-resource-docker"


def plugin_path() -> tuple[str, ...]:
    """Ours for `kominfo`; for `docker` the official plugin where this machine has it, else ours (ADR 3)."""
    official = _official_docker()
    docker = official.parent if official else PROVIDERS / "docker" / "bin"
    return (str(PROVIDERS / "kominfo" / "bin"), str(docker))


def _official_docker() -> Path | None:
    """The plugin as `pulumi plugin install` leaves it, of the SDK's release, or one on PATH."""
    pulumi = Path(os.environ.get("PULUMI_HOME") or "~/.pulumi").expanduser()
    installed = pulumi / "plugins" / f"resource-docker-v{metadata.version('pulumi-docker')}" / DOCKER
    if os.access(installed, os.X_OK):
        return installed
    found = shutil.which(DOCKER)
    return Path(found).absolute() if found else None
