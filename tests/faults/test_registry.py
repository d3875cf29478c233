"""Faults of the registry: away, its login changed, a tag that leads elsewhere, an image that is gone."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Trial

pytestmark = pytest.mark.timeout(2400)

REGISTRY = "siantar-1"
IMAGE = "sites/web-dinkes"
# By hand in the registry's store: the tag now names another of the images that are kept.
MOVED = f"""cd /var/lib/docker-registry/docker/registry/v2/repositories/{IMAGE}/_manifests
tag=tags/current/current/link
for one in revisions/sha256/*; do
  other=sha256:${{one##*/}}
  if [ "$other" != "$(cat $tag)" ]; then printf %s "$other" > $tag; exit 0; fi
done
exit 1"""


def test_away_while_something_is_deployed(trial: Trial) -> None:
    """What needs it fails and says so; what runs goes on running."""
    trial.change()
    with trial.visited():
        with trial.running("up") as run:
            trial.wait_for_a_phase(run)
            trial.on(REGISTRY, "systemctl", "stop", "docker-registry")
            ended = run.ended()
        trial.note(f"the run ended with {ended.code}")
        trial.on(REGISTRY, "systemctl", "start", "docker-registry")
        trial.heals()


def test_its_login_is_no_longer_valid(trial: Trial) -> None:
    """The true cause is named; reading the world finds it, and the next `up` sets it right."""
    trial.change()
    with trial.visited():
        trial.on(REGISTRY, "sh", "-c", "cat >/etc/docker/registry/htpasswd", stdin=b"kominfo:$2y$05$salah\n")
        ended = trial.kominfo("up", "dinkes")
        assert ended.code == 1, ended.said
        assert "password" in ended.said, ended.said
        assert "No such image" not in ended.said
        assert trial.kominfo("drift", "datacenter").code == 2
        trial.heals()


def test_a_tag_leads_elsewhere(trial: Trial) -> None:
    """What runs is named by its digest: whoever moves a tag moves nothing."""
    before = running_image(trial)
    assert f"/{IMAGE}@sha256:" in before
    with trial.visited():
        trial.on(REGISTRY, "sh", "-c", MOVED)
        trial.do("up", "--refresh", "dinkes")
        assert running_image(trial) == before
        trial.change()
        trial.heals()
    assert running_image(trial) != before, "the change was deployed, by its own digest"


def running_image(trial: Trial) -> str:
    asked = "{{.Spec.TaskTemplate.ContainerSpec.Image}}"
    return trial.on("siantar-1", "docker", "service", "inspect", "--format", asked, "web-dinkes").strip()
