"""``python -m infra.bench.stage up CITY …``: the whole `./kominfo`, over the world without servers.

Only what touches the world is another: the command line, the engine, the plugins' own code and the state are
the real ones, in the real processes.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from infra.bench.world.replace import replace
from infra.engine.request import StackRequest
from infra.plan import CityPlan

BIN = Path(__file__).parent / "world" / "bin"
PROGRAM = f"{__package__}.stage:declare"


def declare(folder: Path, part: str, upstream: dict[str, Any] | None, secrets: Any) -> None:
    """``infra.program.declare``, of a city whose first manager always answers."""
    from infra import program

    replace(program, answering_manager=_first_manager)
    program.declare(folder, part, upstream, secrets)


def _first_manager(plan: CityPlan) -> str:
    return plan.holding("manager")[0].name


def main() -> None:
    """Run the command line with this world's plugins and program."""
    from infra.cli import app
    from infra.deploy import loop

    replace(
        loop,
        StackRequest=partial(StackRequest, program=PROGRAM),
        plugin_path=lambda: (str(BIN),),
        swarm_answers=lambda _: True,
    )
    app.main()


if __name__ == "__main__":
    main()
