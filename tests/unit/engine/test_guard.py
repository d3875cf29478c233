"""What a run may take away: nothing that stands without a word, and exactly what a plan says."""

from __future__ import annotations

import pytest

from infra.engine.guard import judge, lines
from infra.engine.request import Guard, Resource, StackRequest

SERVICE = "docker:index/service:Service"
STANDING = tuple(Resource(f"urn:{n}", f"thing-{n}", "kominfo:index:RoleRun", "same") for n in range(10))


def one(type_: str, name: str, op: str, *diffs: str) -> Resource:
    return Resource(f"urn:{name}", name, type_, op, diffs)


@pytest.mark.parametrize(
    ("type_", "name", "kind"),
    [
        (SERVICE, "web-dlh", "service"),
        ("docker:index/network:Network", "edge", "network"),
        ("docker:index/volume:Volume", "uploads", "volume"),
        ("kominfo:index:Server", "siantar-2", "server"),
        ("kominfo:index:RecordSet", "records", "zone"),
    ],
)
@pytest.mark.parametrize(("op", "verb"), [("delete", "deleted"), ("replace", "replaced")])
def test_what_stands_is_not_lost_without_its_name(
    type_: str, name: str, kind: str, op: str, verb: str
) -> None:
    found = [*STANDING, one(type_, name, op)]
    (problem,) = judge("demo.dlh", found, Guard())
    assert problem.fault == f"the {kind} {name} would be {verb}"
    assert problem.remedy.endswith(f"--allow {name}")
    assert judge("demo.dlh", found, Guard((name,))) == []
    assert judge("demo.dlh", found, Guard(("another",))) == [problem]


def test_a_replacement_says_what_differs() -> None:
    (problem,) = judge(
        "demo", [*STANDING, one("docker:index/network:Network", "edge", "replace", "driver")], Guard()
    )
    assert problem.reason == "it differs in driver"


def test_what_changes_in_place_and_what_nobody_misses_passes() -> None:
    found = [
        *STANDING,
        one(SERVICE, "web-dlh", "update", "taskSpec"),
        one(SERVICE, "web-new", "create"),
        one("docker:index/image:Image", "web-dlh-image", "replace"),
        one("kominfo:index:RecordSet", "dlh-records", "delete"),
    ]
    assert judge("demo.dlh", found, Guard()) == []


@pytest.mark.parametrize(("deleted", "refused"), [(3, False), (4, True)])
def test_more_than_three_tenths_at_once_need_a_word(deleted: int, refused: bool) -> None:
    gone = [one("kominfo:index:EdgeRoute", f"route-{n}", "delete") for n in range(deleted)]
    made = [one("kominfo:index:EdgeRoute", f"new-{n}", "create") for n in range(20)]
    found = [*STANDING[: 10 - deleted], *gone, *made]
    assert bool(judge("demo", found, Guard())) is refused
    assert judge("demo", found, Guard(("deletes",))) == []


def test_a_plan_is_done_as_it_is_or_not_at_all() -> None:
    agreed = [*STANDING, one(SERVICE, "web-dlh", "delete"), one(SERVICE, "web-kominfo", "update", "image")]
    guard = Guard(approved=lines(agreed))
    assert judge("demo", agreed, guard) == []
    assert judge("demo", reversed(agreed), guard) == []
    now = [*agreed[:-1], one(SERVICE, "web-kominfo", "update", "image", "networks")]
    told = [problem.fault for problem in judge("demo", now, guard)]
    assert told == [
        "planned and not needed any more: update Service web-kominfo [image]",
        "needed and not planned: update Service web-kominfo [image, networks]",
    ]
    assert len(judge("demo", STANDING, guard)) == 2, "what was planned is already so"


@pytest.mark.parametrize(
    "guard", [None, Guard(("a",)), Guard(approved=("create Service a",)), Guard(approved=())]
)
def test_a_guard_crosses_the_process_boundary(guard: Guard | None) -> None:
    import json

    request = StackRequest("demo", "/stacks/demo", "dlh", "up", guard=guard)
    assert StackRequest.from_json(json.loads(json.dumps(request.to_json()))) == request
