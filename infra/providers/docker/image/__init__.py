"""docker:index/image:Image: context (what is built), build (build and push), resource."""

from infra.providers.docker.image.resource import Image

__all__ = ["Image"]
