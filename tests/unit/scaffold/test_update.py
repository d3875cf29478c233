"""A newer template is merged into a project: its news arrive, and no edit is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.errors import KominfoError
from infra.scaffold import new, update
from infra.scaffold.merge import BINARY, REMOVED_HERE, REMOVED_THERE
from infra.scaffold.record import PRISTINE, RECORD, read_pristine, read_record
from infra.scaffold.trees import read_tree
from infra.scaffold.update import apply, is_behind
from tests.unit.scaffold.conftest import FORMER, NEWER, Publish, planned, updated


def test_a_fresh_project_knows_its_origin_and_has_nothing_to_get(site: Path) -> None:
    made = read_record(site)
    assert made is not None
    assert (made.template, made.answers["short_name"]) == ("contoh", "DLH")
    assert made.needs == {"replicas": 1, "memory": "64M"}
    assert not is_behind(made)
    assert set(read_pristine(site)) == set(FORMER)
    assert planned(site).changes == ()


def test_an_untouched_project_becomes_what_new_would_make(site: Path, publish: Publish) -> None:
    publish(NEWER)
    made = read_record(site)
    assert made is not None
    assert is_behind(made)
    done = updated(site)
    assert {change.path for change in done.files} == set(FORMER) | set(NEWER)
    tree = read_tree(site)
    after = {name: file for name, file in tree.items() if name not in (RECORD, PRISTINE)}
    assert after == read_pristine(site)
    assert "gone.txt" not in tree
    assert tree["settings.py"].content == b"NAME = 'DLH'\nBARU = True\n"
    assert tree["tests/run.sh"].executable
    assert planned(site).changes == ()


def test_an_edit_elsewhere_in_the_same_file_stays(site: Path, publish: Publish) -> None:
    readme = site / "README.md"
    readme.write_text(readme.read_text().replace("satu\n", "satu, milik kami\n"))
    publish(NEWER)
    assert updated(site).conflicts == ()
    assert readme.read_text().splitlines()[2:] == [
        "satu, milik kami", "dua", "tiga", "empat", "lima", "enam baru",
    ]  # fmt: skip
    assert planned(site).changes == ()


def test_an_edit_in_the_same_place_is_marked_and_said(site: Path, publish: Publish) -> None:
    readme = site / "README.md"
    readme.write_text(readme.read_text().replace("enam\n", "enam, milik kami\n"))
    publish(NEWER)
    (conflict,) = updated(site).conflicts
    assert (conflict.path, conflict.conflicts) == ("README.md", 1)
    made = read_record(site)
    assert made is not None
    assert readme.read_text().splitlines()[-5:] == [
        "<<<<<<< yours", "enam, milik kami", "=======", "enam baru", f">>>>>>> template, {made.version}",
    ]  # fmt: skip
    with pytest.raises(KominfoError, match=r"marks of a conflict are still in README\.md"):
        planned(site)
    readme.write_text(readme.read_text().replace("<<<<<<< yours\n", "").split("=======")[0])
    assert planned(site).changes == ()


def test_files_added_and_removed_by_either_side(site: Path, publish: Publish) -> None:
    (site / "own.txt").write_text("milik kami")
    (site / "settings.py").unlink()
    (site / "static" / "a.css").unlink()
    (site / "gone.txt").write_text("kami ubah\n")
    publish({**NEWER, "static/a.css": FORMER["static/a.css"]})
    done = updated(site)
    assert {kept.path: kept.why for kept in done.kept} == {
        "settings.py": REMOVED_HERE,
        "gone.txt": REMOVED_THERE,
    }
    tree = read_tree(site)
    assert {"settings.py", "static/a.css"}.isdisjoint(tree)
    assert tree["own.txt"].content == b"milik kami"
    assert tree["gone.txt"].content == b"kami ubah\n"
    assert tree["static/b.css"].content == b"p {}\n"
    assert planned(site).changes == ()


def test_both_added_the_same_file(site: Path, publish: Publish) -> None:
    (site / "static" / "b.css").write_text("p { color: red }\n")
    publish(NEWER)
    (conflict,) = updated(site).conflicts
    assert conflict.path == "static/b.css"
    text = (site / "static" / "b.css").read_text()
    assert "p { color: red }" in text
    assert "p {}" in text


def test_what_is_not_text_stays_where_both_changed_it(site: Path, publish: Publish) -> None:
    (site / "logo.png").write_bytes(b"\0milik kami")
    publish(NEWER)
    assert [(kept.path, kept.why) for kept in updated(site).kept] == [("logo.png", BINARY)]
    assert (site / "logo.png").read_bytes() == b"\0milik kami"


def test_a_mode_that_the_template_changed_arrives_and_the_edit_stays(site: Path, publish: Publish) -> None:
    (site / "settings.py").write_text("NAME = 'DLH'\n\n\nMILIK = 1\n")
    folder = publish(FORMER)
    (folder / "{{cookiecutter.opd}}" / "settings.py").chmod(0o755)
    updated(site)
    assert read_tree(site)["settings.py"] == (b"NAME = 'DLH'\n\n\nMILIK = 1\n", True)


def test_an_empty_folder_goes_with_its_last_file(site: Path, publish: Publish) -> None:
    publish({name: text for name, text in FORMER.items() if not name.startswith("static/")})
    updated(site)
    assert not (site / "static").exists()


def test_what_is_given_for_a_beginning_is_never_spoken_of_again(city: Path, publish: Publish) -> None:
    publish({**FORMER, "contoh/satu.md": "satu\n", "contoh/dua.md": "dua\n", "contoh/tiga.md": "tiga\n"})
    site = new("contoh", "dlh", city).paths[1]
    (site / "contoh" / "satu.md").write_text("milik kami\n")
    publish({**FORMER, "contoh/satu.md": "1\n", "contoh/dua.md": "2\n", "contoh/baru.md": "baru\n"})
    assert updated(site).files == ()
    tree = {name: file.content for name, file in read_tree(site / "contoh").items()}
    assert tree == {"satu.md": b"milik kami\n", "dua.md": b"dua\n", "tiga.md": b"tiga\n"}
    assert planned(site).changes == ()


def test_another_answer_reaches_every_file_that_holds_it(site: Path) -> None:
    (site / "README.md").write_text((site / "README.md").read_text() + "\nmilik kami\n")
    assert updated(site, name="Dinas Baru", short_name="DB").conflicts == ()
    assert (site / "README.md").read_text().startswith("# Dinas Baru\n")
    assert "milik kami" in (site / "README.md").read_text()
    assert (site / "settings.py").read_text() == "NAME = 'DB'\n"
    made = read_record(site)
    assert made is not None
    assert made.answers["name"] == "Dinas Baru"


def test_a_hostile_answer_in_the_record_is_refused(site: Path) -> None:
    record = site / RECORD
    record.write_text(record.read_text().replace("short_name: DLH", 'short_name: "{{ 7*7 }}"'))
    with pytest.raises(KominfoError, match="is not a name for people"):
        planned(site)


def test_an_answer_that_no_template_asks_any_more_is_dropped(site: Path) -> None:
    record = site / RECORD
    record.write_text(record.read_text().replace("answers:\n", "answers:\n  warna_lama: merah\n"))
    assert {change.path for change in planned(site).changes} == {RECORD}


def test_new_needs_are_told_and_the_part_stays(site: Path, publish: Publish) -> None:
    part = site.parents[1] / "dlh.yaml"
    before = part.read_text()
    publish(FORMER, needs="replicas: 1\nmemory: 96M\nhealth: /readyz\n")
    assert updated(site).needs == (
        "`health` is /readyz in the template now; it was not said",
        "`memory` is 96M in the template now; it was 64M",
    )
    assert part.read_text() == before


def test_uncommitted_work_is_refused_and_another_s_is_none_of_it(
    site: Path, publish: Publish, commit: Callable[[], None]
) -> None:
    commit()
    publish(NEWER)
    (site.parents[1] / "catatan.md").write_text("di luar folder itu")
    (site / "own.txt").write_text("belum")
    before = read_tree(site)
    with pytest.raises(KominfoError, match=r"\?\? dlh/web/own\.txt"):
        planned(site)
    assert read_tree(site) == before
    (site / "own.txt").unlink()
    updated(site)
    commit()
    assert planned(site).changes == ()


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("after", range(7))
def test_a_failure_at_any_file_puts_everything_back(
    site: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch, after: int, failure: BaseException
) -> None:
    publish(NEWER)
    doing, before, real, calls = planned(site), read_tree(site), update._put, []

    def put(*args: object) -> None:
        calls.append(args)
        if len(calls) == after + 1:
            raise failure
        real(*args)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(update, "_put", put)
    with pytest.raises(type(failure)):
        apply(doing)
    assert read_tree(site) == before
    assert not list(site.rglob(".*.new"))


def test_what_a_killed_run_left_is_finished_by_the_next(
    site: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "README.md").write_text((site / "README.md").read_text().replace("satu", "milik kami"))
    publish(NEWER)
    doing = planned(site)
    for change in doing.changes[:4]:
        update._put(site, change.path, change.after)
    rest = updated(site)
    assert {change.path for change in rest.changes} == {change.path for change in doing.changes[4:]}
    assert "milik kami" in (site / "README.md").read_text()
    assert planned(site).changes == ()


def test_a_file_that_moves_meanwhile_stops_it(site: Path, publish: Publish) -> None:
    publish(NEWER)
    doing = planned(site)
    (site / "settings.py").write_text("lain\n")
    before = read_tree(site)
    with pytest.raises(KominfoError, match="it is not what it was"):
        apply(doing)
    assert read_tree(site) == before


@pytest.mark.parametrize("name", ["README.md", "static"])
def test_a_link_is_never_followed(site: Path, publish: Publish, tmp_path: Path, name: str) -> None:
    publish(NEWER)
    outside = tmp_path / "outside"
    (site / name).rename(outside)
    (site / name).symlink_to(outside)
    before = read_tree(outside) if outside.is_dir() else outside.read_bytes()
    with pytest.raises(KominfoError, match="it is a link, or in one"):
        planned(site)
    assert before == (read_tree(outside) if outside.is_dir() else outside.read_bytes())


def test_a_folder_where_the_template_has_a_file(site: Path, publish: Publish) -> None:
    publish(NEWER)
    (site / "static" / "b.css").mkdir()
    with pytest.raises(KominfoError, match="the template has a file there"):
        planned(site)


def test_the_diff_is_one_that_git_can_apply(site: Path, publish: Publish) -> None:
    """What is shown is what is done: Git, given the diff, makes the same files."""
    readme = site / "README.md"
    readme.write_text(readme.read_text().removesuffix("\n"))
    publish({**NEWER, "logo.png": FORMER["logo.png"], "README.md": NEWER["README.md"] + "tujuh"})
    done = planned(site)
    twin = site.parents[2] / "twin"
    shutil.copytree(site, twin)
    text = "".join(change.diff for change in done.files)
    subprocess.run(["git", "apply", "-"], cwd=twin, input=text.encode(), check=True)
    apply(done)
    for folder in (site, twin):
        for name in (RECORD, PRISTINE):
            (folder / name).unlink()
    assert read_tree(site) == read_tree(twin)
