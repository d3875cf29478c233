"""Our `docker` plugin: the resources of pulumi-docker 5.2.0 this project uses, where that one cannot be had.

Tokens, property names, outputs and decisions are the official plugin's (docs/adr/0003-docker-plugin.md).
"""

VERSION = "5.2.0"
