"""Images in the city's registry: which there are, which are kept, which go."""

from infra.backends.registry.client import Login, Registry, open_registry
from infra.backends.registry.keeping import is_keep_tag, keep_tag

__all__ = ["Login", "Registry", "is_keep_tag", "keep_tag", "open_registry"]
