"""The Pulumi program under `pulumi` itself, where its Python language host is installed: `-s <city>.<part>`.

`./kominfo` does not come through here: it hands ``declare`` to the engine directly.
"""

from __future__ import annotations

from typing import Any

import pulumi

from infra.engine.outputs import outputs
from infra.engine.run import open_engine
from infra.home import Home, city_folder
from infra.model import DATACENTER, load_city
from infra.program import declare


def main() -> None:
    """Declare the part that the selected stack is named after."""
    city, _, part = pulumi.get_stack().partition(".")
    load_city(city_folder(city))  # whatever is wrong anywhere in it is said before anything is declared
    declare(city_folder(city), part, None if part == DATACENTER else _upstream(city))


def _upstream(city: str) -> dict[str, Any] | None:
    return outputs(open_engine(Home.find(), pulumi.log.info), city, DATACENTER)


if __name__ == "__main__":
    main()
