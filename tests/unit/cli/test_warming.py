"""What runs stacks begins to warm up with the command, not with its session."""

from __future__ import annotations

import pytest

from infra.cli import warming


@pytest.mark.parametrize("command", sorted(warming.COMMANDS))
def test_a_command_that_runs_stacks_finds_one_begun(command: str) -> None:
    warming.begin([command, "demo"])
    starter = warming.taken()
    assert starter is not None
    with starter:
        assert warming.taken() is None, "one is for one session"
        child = starter.start(())
        child.close()


@pytest.mark.parametrize("argv", [[], ["validate", "demo"], ["--help"]])
def test_other_commands_begin_none(argv: list[str]) -> None:
    warming.begin(argv)
    assert warming.taken() is None
