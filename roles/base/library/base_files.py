#!/usr/bin/python
"""Keep several small files in one round trip, where ansible.builtin.template takes two for each of them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: base_files
short_description: Keep the content of several files
description:
  - Every file belongs to root, mode 0644; missing folders are made.
  - A bind mount (as /etc/hostname in a container) is written in place, others are replaced by a rename.
options:
  files:
    description: What each path holds.
    type: dict
    required: true
"""

EXAMPLES = """
- name: Keep two files
  base_files:
    files:
      /etc/hostname: "server-1\\n"
      /etc/locale.conf: "LANG=C.UTF-8\\n"
"""

RETURN = """
paths:
  description: Files that differed.
  type: list
  returned: always
"""


def text_of(path: str) -> str | None:
    """What the file holds now; None where there is none."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def write(module: AnsibleModule, path: str, content: str) -> None:
    """Replace the file whole."""
    Path(path).parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle, staged = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    module.atomic_move(staged, path, unsafe_writes=True)


def keep(module: AnsibleModule, path: str, content: str) -> dict[str, str] | None:
    """Bring one file to its declared state; the difference, or None where there was none."""
    before = text_of(path)
    if before != content and not module.check_mode:
        write(module, path, content)
    rights = Path(path).exists() and module.set_fs_attributes_if_different(
        {
            "path": path,
            "owner": "root",
            "group": "root",
            "mode": "0644",
            "secontext": None,
            "attributes": None,
        },
        changed=False,
    )
    if before == content and not rights:
        return None
    return {"before_header": path, "after_header": path, "before": before or "", "after": content}


def main() -> None:
    module = AnsibleModule({"files": {"type": "dict", "required": True}}, supports_check_mode=True)
    differences = [
        difference
        for path, content in module.params["files"].items()
        if (difference := keep(module, path, content)) is not None
    ]
    paths = [difference["after_header"] for difference in differences]
    module.exit_json(changed=bool(paths), paths=paths, diff=differences, msg=", ".join(paths))


if __name__ == "__main__":
    main()
