"""The door itself: whatever folder it is opened from, it leads to its own checkout."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infra.home import CHECKOUT


def test_a_folder_of_the_same_name_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "__init__.py").write_text("raise SystemExit('not ours')\n")
    done = subprocess.run(
        [str(CHECKOUT / "kominfo"), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "validate" in done.stdout
