"""The city's look: values alone, in one small file."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model.draft import Draft
from infra.model.look import DEFAULT, LARGEST, LOOK, faults, properties


def ensure_look_is_values_alone(draft: Draft) -> Iterator[Problem]:
    if LOOK not in draft.entries:
        return
    file = draft.folder / LOOK
    if file.is_symlink() or not file.is_file():
        yield draft.about(LOOK, "it is not a plain file", "What is reviewed is what is applied.")
        return
    content = file.read_bytes()
    if len(content) > LARGEST:
        yield draft.about(LOOK, f"the file is larger than {LARGEST // 1024} KiB", "No look needs so much.")
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield draft.about(LOOK, "the file is not UTF-8", "", "Save it as UTF-8.")
        return
    known = properties(DEFAULT.read_text(encoding="utf-8")) if DEFAULT.is_file() else ()
    for one in faults(text, known):
        before = text[: one.at]
        place = f"{draft.shown}/{LOOK}:{before.count(chr(10)) + 1}:{one.at - before.rfind(chr(10))}"
        yield Problem(place, "", one.fault, one.reason, one.remedy)
