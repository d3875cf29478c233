"""The command line: the only room that prints."""

from infra.cli.app import main

__all__ = ["main"]
