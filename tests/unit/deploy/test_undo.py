"""What is undone: services this run changed, where visitors get errors, and nothing else."""

from __future__ import annotations

from infra.deploy.undo import failing
from infra.engine.request import Resource, StackResult
from infra.errors import Problem
from infra.providers.kominfo.probe import FAILING, UNREACHED

SERVICE = "docker:index/service:Service"
CHANGED = (
    Resource("urn:1", "web-dinkes", SERVICE, "update"),
    Resource("urn:2", "web-ppid-dinkes", SERVICE, "same"),
    Resource("urn:3", "web-baru", SERVICE, "create"),
    Resource("urn:4", "dinkes-records", "kominfo:index:RecordSet", "update"),
)


def ended(fault: str) -> StackResult:
    """As the engine tells a provider's refusal: its problems in one text."""
    told = str(Problem("dinkes", "", f"{fault}: dinkes.kota.test through siantar-1", "it answers 500"))
    errors = (Problem("dinkes-probe", "kominfo:index:Probe", told),)
    return StackResult("demo.dinkes", "up", "failed", CHANGED, errors=errors)


def test_services_that_were_changed_go_back() -> None:
    assert failing(ended(FAILING)) == ["web-dinkes"]


def test_a_silent_edge_or_another_fault_is_no_reason_to_go_back() -> None:
    assert failing(ended(UNREACHED)) == []
    assert failing(ended("it did not converge")) == []
