"""docker:index/service:Service: spec (inputs -> API), reading (API -> outputs), converge, resource."""

from infra.providers.docker.service.resource import Service

__all__ = ["Service"]
