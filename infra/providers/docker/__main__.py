"""The plugin's process: `pulumi-resource-docker`."""

from infra.providers.docker import VERSION
from infra.providers.docker.image import Image
from infra.providers.docker.network import Network
from infra.providers.docker.secret import Secret, ServiceConfig
from infra.providers.docker.service import Service
from infra.providers.docker.settings import CONFIG, Settings
from infra.providers.docker.volume import Volume
from infra.providers.framework import serve

settings = Settings()
KINDS = (Network, Volume, Secret, ServiceConfig, Service, Image)
serve(
    "docker",
    VERSION,
    [kind(settings) for kind in KINDS],
    settings.configure,
    config=CONFIG,
    cleanup=settings.close,
)
