"""The story's city, for the long tests."""

from tests.e2e.conftest import story

__all__ = ["story"]
