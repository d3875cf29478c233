"""Imports what the real plugins import: a nursery that knows this package then has it before they start."""

from infra.engine.nursery import warm

warm("infra.providers.kominfo")
warm("infra.providers.docker")
