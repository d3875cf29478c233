"""What becomes of each kind of half-done step."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from infra.engine.checkpoint import Checkpoint, Pending
from infra.engine.heal import LABEL, Found, _decisions, decide, needs_world
from infra.engine.stack import Stack
from infra.errors import KominfoError

STACK = Stack("demo", "dinkes")
OURS = Found("id-1", {LABEL: "demo.dinkes"})
THEIRS = Found("id-2", {LABEL: "demo.disdukcapil"})
NOBODYS = Found("id-3", {})
NONE: frozenset[str] = frozenset()


def step(type_: str, kind: str = "creating", name: str = "web") -> Pending:
    return Pending(kind, f"urn:pulumi:demo.dinkes::kominfo::{type_}::{name}", type_, {"name": name})


def docker(kind: str) -> str:
    return f"docker:index/{kind[0].lower()}{kind[1:]}:{kind}"


@pytest.mark.parametrize("kind", ["Network", "Service", "ServiceConfig", "Secret", "Container"])
class TestCreatingADockerObject:
    def test_ours_is_removed(self, kind: str) -> None:
        assert decide(STACK, step(docker(kind)), [OURS], NONE).remove == ("id-1",)

    def test_every_duplicate_is_removed(self, kind: str) -> None:
        twin = Found("id-9", OURS.labels)
        assert decide(STACK, step(docker(kind)), [OURS, twin], NONE).remove == ("id-1", "id-9")

    def test_absent_is_forgotten(self, kind: str) -> None:
        assert decide(STACK, step(docker(kind)), [], NONE).remove == ()

    @pytest.mark.parametrize("stranger", [THEIRS, NOBODYS])
    def test_a_strangers_is_an_error_with_a_remedy(self, kind: str, stranger: Found) -> None:
        with pytest.raises(KominfoError) as caught:
            decide(STACK, step(docker(kind)), [OURS, stranger], NONE)
        (problem,) = caught.value.problems
        assert stranger.id in problem.reason
        assert problem.remedy

    def test_one_the_state_knows_is_no_orphan(self, kind: str) -> None:
        assert decide(STACK, step(docker(kind)), [OURS], frozenset({"id-1"})).remove == ()


def test_a_volume_of_ours_is_kept_for_its_data() -> None:
    assert decide(STACK, step(docker("Volume")), [OURS], NONE).remove == ()
    with pytest.raises(KominfoError):
        decide(STACK, step(docker("Volume")), [NOBODYS], NONE)


@pytest.mark.parametrize("kind", ["RemoteImage", "RegistryImage", "Tag", "Image"])
def test_what_can_be_repeated_needs_no_look(kind: str) -> None:
    assert not needs_world(step(docker(kind)))


def test_kominfos_own_creates_adopt() -> None:
    assert not needs_world(step("kominfo:index:RoleRun"))


@pytest.mark.parametrize("kind", ["updating", "deleting", "reading"])
def test_other_steps_are_repeated(kind: str) -> None:
    pending = step(docker("Service"), kind)
    assert not needs_world(pending)
    assert decide(STACK, pending, [NOBODYS], NONE).remove == ()


@pytest.mark.parametrize("type_", ["docker:index/plugin:Plugin", "random:index/randomId:RandomId"])
def test_a_type_nobody_can_look_for_is_an_error(type_: str) -> None:
    with pytest.raises(KominfoError, match="nothing here can look"):
        decide(STACK, step(type_), [], NONE)


@dataclass
class FakeWorld:
    objects: dict[tuple[str, str], list[Found]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    def find(self, kind: str, name: str) -> list[Found]:
        return self.objects.get((kind, name), [])

    def remove(self, kind: str, id_: str) -> None:
        self.removed.append(id_)


def checkpoint(*steps: Pending) -> Checkpoint:
    pending = [
        {"type": one.kind, "resource": {"urn": one.urn, "type": one.type, "inputs": one.inputs}}
        for one in steps
    ]
    return Checkpoint({"resources": [], "pending_operations": pending})


def test_all_is_decided_before_anything_is_done() -> None:
    world = FakeWorld(
        {("Service", "web"): [OURS], ("Network", "lan"): [NOBODYS], ("Secret", "key"): [THEIRS]}
    )
    state = checkpoint(
        step(docker("Service")), step(docker("Network"), name="lan"), step(docker("Secret"), name="key")
    )
    with pytest.raises(KominfoError) as caught:
        _decisions(STACK, state, lambda: world)
    assert [problem.path for problem in caught.value.problems] == ["lan", "key"]
    assert world.removed == []


def test_without_a_look_into_the_world_nothing_is_guessed() -> None:
    with pytest.raises(KominfoError, match="nothing here can look"):
        _decisions(STACK, checkpoint(step(docker("Service"))), None)


def test_the_world_is_not_asked_when_nobody_needs_to_know() -> None:
    def never() -> FakeWorld:
        raise AssertionError("asked")

    state = checkpoint(step("kominfo:index:Server"), step(docker("Service"), "updating"))
    assert [one.remove for one in _decisions(STACK, state, never)] == [(), ()]


def test_the_objects_own_name_is_looked_for() -> None:
    named = Pending("creating", "urn:x::y::z::resource", docker("Service"), {"name": "web-dinkes"})
    assert named.name == "web-dinkes"
    secret = Pending("creating", "urn:x::y::z::resource", docker("Service"), {"name": {"ciphertext": "…"}})
    assert secret.name == "resource"
