"""A program of every resource the project takes from pulumi_docker, in the forms that stay clean."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker as docker

IMAGE = "kominfo/test:1"
REGISTRY, USER, PASSWORD = "127.0.0.1:5000", "dinkes", "kata-sandi-registry"
# Plain dictionaries, as the SDK accepts them; its types want its own classes.
OWNER: Any = {"label": "kominfo.stack", "value": "demo.dinkes"}


@dataclass(frozen=True)
class Wish:
    """What the program asks for; tests change one thing at a time."""

    host: str
    ssh_opts: tuple[str, ...]
    version: str = "1"
    replicas: int = 2
    command: tuple[str, ...] = ("/bin/sleep", "1000")
    edge_command: tuple[str, ...] = ("/bin/sleep", "1000")
    only: tuple[str, ...] = ("network", "secret", "config", "volume", "web", "edge")
    gateway: bool = True
    data: str = "rahasia"
    registry_auth: tuple[Any, ...] = ()
    image: dict[str, Any] = field(default_factory=dict)

    def but(self, **changes: Any) -> Wish:
        return replace(self, **changes)


def program(wish: Wish) -> Callable[[], None]:
    def run() -> None:
        provider = docker.Provider(
            "docker",
            host=wish.host,
            ssh_opts=list(wish.ssh_opts),
            registry_auth=pulumi.Output.secret(list(wish.registry_auth)) if wish.registry_auth else None,
        )
        options = pulumi.ResourceOptions(provider=provider)
        parts = {"network": _network, "secret": _secret, "config": _config, "volume": _volume}
        made = {name: make(wish, options) for name, make in parts.items() if name in wish.only}
        if "web" in wish.only:
            pulumi.export("web", _web(wish, made, options).id)
        if "edge" in wish.only:
            _edge(wish, made, options)
        if wish.image:
            pulumi.export("digest", _image(wish, options).repo_digest)

    return run


def _network(wish: Wish, options: pulumi.ResourceOptions) -> docker.Network:
    gateway = {"gateway": "10.21.0.1"} if wish.gateway else {}
    subnet: Any = {"subnet": "10.21.0.0/20", **gateway}
    return docker.Network(
        "edge-net",
        name="edge",
        driver="overlay",
        attachable=True,
        labels=[OWNER],
        ipam_configs=[subnet],
        opts=options,
    )


def _secret(wish: Wish, options: pulumi.ResourceOptions) -> docker.Secret:
    data = base64.b64encode(wish.data.encode()).decode()
    return docker.Secret(
        "secret", name="dinkes-s-1", data=pulumi.Output.secret(data), labels=[OWNER], opts=options
    )


def _config(wish: Wish, options: pulumi.ResourceOptions) -> docker.ServiceConfig:
    del wish
    return docker.ServiceConfig("config", name="cfg-1", data="aXNp", labels=[OWNER], opts=options)


def _volume(wish: Wish, options: pulumi.ResourceOptions) -> docker.Volume:
    del wish
    return docker.Volume("volume", name="dinkes-data", labels=[OWNER], opts=options)


def _rollout(order: str, action: str) -> dict[str, Any]:
    return {
        "parallelism": 1,
        "delay": "0s",
        "failure_action": action,
        "monitor": "3s",
        "max_failure_ratio": "0.0",
        "order": order,
    }


def _web(wish: Wish, made: dict[str, Any], options: pulumi.ResourceOptions) -> docker.Service:
    file = {"file_uid": "0", "file_gid": "0", "file_mode": 256}
    container = {
        "image": IMAGE,
        "commands": [wish.command[0]],
        "args": list(wish.command[1:]),
        "env": {"V": wish.version},
        "hostname": "{{.Service.Name}}",
        "user": "1000:1000",
        "read_only": True,
        "init": True,
        "cap_drops": ["ALL"],
        "labels": [{"label": "opd", "value": "dinkes"}],
        "stop_signal": "SIGTERM",
        "stop_grace_period": "1s",
        "healthcheck": {
            "tests": ["CMD", "/bin/true"],
            "interval": "1s",
            "timeout": "2s",
            "retries": 3,
            "start_period": "1s",
        },
        "secrets": [
            {
                "secret_id": made["secret"].id,
                "secret_name": "dinkes-s-1",
                "file_name": "/run/secrets/s",
                **file,
            }
        ],
        "configs": [{"config_id": made["config"].id, "config_name": "cfg-1", "file_name": "/etc/c", **file}],
        "mounts": [
            {"target": "/tmp", "type": "tmpfs", "tmpfs_options": {"size_bytes": 16777216, "mode": 511}},  # noqa: S108 - in the container
            {"target": "/data", "type": "volume", "source": made["volume"].name},
        ],
    }
    web: Any = docker.Service
    service: docker.Service = web(
        "web",
        name="web-dinkes",
        labels=[OWNER],
        mode={"replicated": {"replicas": wish.replicas}},
        endpoint_spec={"mode": "dnsrr"},
        update_config=_rollout("start-first", "rollback"),
        rollback_config=_rollout("stop-first", "pause"),
        converge_config={"delay": "1s", "timeout": "40s"},
        task_spec={
            "container_spec": container,
            "networks_advanceds": [{"id": made["network"].id, "aliases": ["a-web-dinkes"]}],
            "placement": {"constraints": ["node.role==manager"], "prefs": ["spread=node.id"]},
            "resources": {
                "limits": {"memory_bytes": 67108864, "nano_cpus": 500000000},
                "reservation": {"memory_bytes": 33554432},
            },
            "restart_policy": {"condition": "any", "delay": "1s", "max_attempts": 0, "window": "5s"},
            "log_driver": {"name": "local", "options": {"max-size": "10m"}},
        },
        opts=options,
    )
    return service


def _edge(wish: Wish, made: dict[str, Any], options: pulumi.ResourceOptions) -> docker.Service:
    port = {"target_port": 8080, "published_port": 8081, "protocol": "tcp", "publish_mode": "host"}
    container = {
        "image": IMAGE,
        "commands": [wish.edge_command[0]],
        "args": list(wish.edge_command[1:]),
        "env": {"V": wish.version},
        "stop_grace_period": "1s",
        "mounts": [{"target": "/e", "type": "bind", "source": "/etc", "read_only": True}],
    }
    edge: Any = docker.Service
    service: docker.Service = edge(
        "edge",
        name="edge",
        labels=[OWNER],
        mode={"global": True},
        endpoint_spec={"mode": "dnsrr", "ports": [port]},
        update_config=_rollout("stop-first", "rollback"),
        task_spec={"container_spec": container, "networks_advanceds": [{"id": made["network"].id}]},
        opts=options,
    )
    return service


def _image(wish: Wish, options: pulumi.ResourceOptions) -> docker.Image:
    registry = wish.image["registry"]
    hidden = {**registry, "password": pulumi.Output.secret(registry["password"])}
    return docker.Image("site", **{**wish.image, "registry": hidden}, opts=options)


def context(folder: Path, content: str) -> Path:
    """A site's folder, ready to build without fetching anything."""
    folder.mkdir(exist_ok=True)
    (folder / "page.html").write_text(content)
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY page.html /\n")
    return folder


def image(folder: Path, password: str) -> dict[str, Any]:
    """The wish for a site's image, built from ``folder`` and pushed to the swarm's own registry."""
    credentials = {"server": REGISTRY, "username": USER, "password": password}
    build = {"context": str(folder), "builder_version": "BuilderV1", "platform": "linux/amd64"}
    return {"image_name": f"{REGISTRY}/dinkes:1", "build": build, "registry": credentials}
