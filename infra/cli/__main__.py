"""``python -m infra.cli``: what the door calls."""

from infra.cli.app import main

main()
