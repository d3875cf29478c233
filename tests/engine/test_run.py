"""The daily operations against the real engine."""

from __future__ import annotations

from infra.engine.outputs import outputs
from infra.engine.request import Guard
from tests.engine.conftest import Stage


def ops(result: object) -> dict[str, str]:
    return {one.name: one.op for one in result.resources}  # type: ignore[attr-defined]  # a StackResult


def test_up_makes_then_keeps_then_changes_then_destroys(stage: Stage) -> None:
    stage.want(a="1", b="1")
    first = stage.run("up", upstream={"key": "from the data center"})
    assert first.outcome == "succeeded", first.errors
    assert first.changes == {"create": 3}
    assert first.outputs["password"] == "s3cret"
    assert first.outputs["token_a"] == "secret of a"
    assert first.outputs["upstream"] == "from the data center"
    assert (stage.world / "a").read_text() == "1"

    again = stage.run("up", upstream={"key": "from the data center"})
    assert (again.outcome, again.differs) == ("succeeded", False)

    stage.want(a="2", c="1")
    changed = stage.run("up")
    assert ops(changed) == {"dinkes": "same", "a": "update", "b": "delete", "c": "create"}
    assert next(one for one in changed.resources if one.name == "a").diffs == ("content",)

    gone = stage.run("destroy")
    assert gone.outcome == "succeeded", gone.errors
    assert {path.name for path in stage.world.iterdir() if not path.suffix} == set()
    assert outputs(stage.engine, "demo", "dinkes") is None


def test_preview_tells_and_touches_nothing(stage: Stage) -> None:
    stage.want(a="1")
    before_anything = stage.run("preview")
    assert before_anything.outcome == "succeeded", before_anything.errors
    assert before_anything.changes == {"create": 2}
    assert list(stage.world.iterdir()) == []
    stage.run("up")
    assert not stage.run("preview").differs
    stage.want(a="2")
    assert ops(stage.run("preview"))["a"] == "update"
    assert (stage.world / "a").read_text() == "1"


def test_refresh_finds_what_was_done_by_hand_and_up_repairs_it(stage: Stage) -> None:
    stage.want(a="1", b="1", c="1")
    stage.run("up")
    assert not stage.run("refresh").differs
    (stage.world / "a").write_text("by hand")
    (stage.world / "b").unlink()
    for _ in range(2):  # the second time the state already knows
        drift = stage.run("refresh")
        assert drift.outcome == "succeeded", drift.errors
        assert {one.name: one.op for one in drift.differing} == {"a": "update", "b": "create"}
    assert (stage.world / "a").read_text() == "by hand"
    stage.run("up")
    assert ((stage.world / "a").read_text(), (stage.world / "b").read_text()) == ("1", "1")
    assert not stage.run("refresh").differs


def test_up_with_refresh_repairs_in_one_go(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    (stage.world / "a").write_text("by hand")
    assert not stage.run("up").differs, "without refresh the state is believed"
    repaired = stage.run("up", refresh=True)
    assert repaired.outcome == "succeeded", repaired.errors
    assert ops(repaired)["a"] == "update"
    assert (stage.world / "a").read_text() == "1"


def test_a_failed_step_is_told_in_the_providers_words_and_keeps_the_rest(stage: Stage) -> None:
    stage.want(a="1", b="1")
    (stage.world / "b.refuse").touch()
    failed = stage.run("up")
    assert failed.outcome == "failed"
    (problem,) = failed.errors
    assert problem.place == "b"
    assert "the world refused" in problem.fault
    assert "remove the file" in problem.fault
    assert "Traceback" not in problem.fault
    assert next(one for one in failed.resources if one.name == "b").error == problem.fault
    (stage.world / "b.refuse").unlink()
    healed = stage.run("up")
    assert (healed.outcome, ops(healed)["a"], ops(healed)["b"]) == ("succeeded", "same", "create")


def test_what_the_program_refuses_arrives_as_it_was_said(stage: Stage) -> None:
    stage.want(refuse="1")
    failed = stage.run("up")
    assert failed.outcome == "failed"
    (problem,) = failed.errors
    assert (problem.place, problem.path, problem.remedy) == ("things.json:1:1", "refuse", "rename it")


def test_a_broken_program_leaves_its_traceback_in_the_log(stage: Stage) -> None:
    stage.want(**{"break": "1"})
    failed = stage.run("preview")
    (problem,) = failed.errors
    assert problem.fault == "the program broke: RuntimeError: broken on purpose"
    log = stage.request("up").stack.log(stage.engine.home).read_text()
    assert "Traceback" in log
    assert "a program's print goes to the log" in log


def test_progress_of_a_provider_is_passed_on(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    told = [(event.kind, event.name, event.text or event.op) for event in stage.events]
    assert ("started", "a", "create") in told
    assert ("progress", "a", "writing a") in told
    assert ("finished", "a", "create") in told


def test_no_secret_in_clear_outside_the_result(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up", upstream={"key": "upstream-secret-value"})
    passphrase = stage.engine.passphrase.encode()
    files = [path for path in stage.engine.home.root.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert b"upstream-secret-value" not in content, path
        assert b"s3cret" not in content, path
        assert path == stage.engine.home.passphrase or passphrase not in content, path


def test_outputs_are_read_even_when_the_work_folder_is_lost(stage: Stage) -> None:
    import shutil

    assert outputs(stage.engine, "demo", "dinkes") is None
    stage.want(a="1")
    stage.run("up")
    shutil.rmtree(stage.engine.home.work)
    found = outputs(stage.engine, "demo", "dinkes")
    assert found is not None
    assert found["password"] == "s3cret"
    again = stage.run("up")
    assert (again.outcome, again.differs) == ("succeeded", False), again.errors
    assert again.outputs["password"] == "s3cret"


def test_a_guard_ends_a_run_before_it_begins(stage: Stage) -> None:
    stage.want(a="1", b="1", c="1")
    stage.run("up")
    stage.want(a="2")
    refused = stage.run("up", guard=Guard())
    assert (refused.outcome, refused.differs) == ("failed", False)
    assert [problem.fault for problem in refused.errors] == ["2 of 4 resources would be deleted: b, c"]
    assert (stage.world / "a").read_text() == "1", "nothing was begun"
    allowed = stage.run("up", guard=Guard(("deletes",)))
    assert ops(allowed) == {"dinkes": "same", "a": "update", "b": "delete", "c": "delete"}


def test_a_guard_sees_what_a_refresh_finds_and_the_world_is_read_once(stage: Stage) -> None:
    stage.want(a="1", b="1", c="1")
    stage.run("up")
    (stage.world / "a").write_text("by hand")
    plan = Guard(approved=())
    refused = stage.run("up", guard=plan, refresh=True)
    assert [problem.fault for problem in refused.errors] == [
        "needed and not planned: update Thing a [content]"
    ]
    assert (stage.world / "a").read_text() == "by hand"
    (moved,) = [one for one in refused.resources if one.name == "a"]
    assert ("content", "1", "by hand") in moved.moved
    repaired = stage.run("up", guard=Guard(approved=("update Thing a [content]",)), refresh=True)
    assert (repaired.outcome, (stage.world / "a").read_text()) == ("succeeded", "1"), repaired.errors
