"""One machine of the lab: a container that boots systemd as a bare server does."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import docker
from docker.errors import APIError, NotFound
from docker.models.containers import Container
from docker.types import Mount

from infra.backends.lab.daemon import CITY_LABEL, CONTENT_LABEL, MACHINE_LABEL, docker_of_host, labels
from infra.backends.lab.progress import Progress
from infra.errors import KominfoError, Problem

CAPABILITIES = (
    "SYS_ADMIN",
    "NET_ADMIN",
    "SYS_PTRACE",
    "MKNOD",
    "SYS_MODULE",
    "NET_RAW",
    "SYSLOG",
    "IPC_LOCK",
)
"""What systemd and a dockerd of its own need, where --privileged may be refused."""
BOOT_SECONDS = 120
HOST_KEY = "/etc/ssh/ssh_host_ed25519_key.pub"


@dataclass(frozen=True, slots=True)
class File:
    """A file put into the machine before its first start. ``path`` is relative to its root."""

    path: str
    content: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Machine:
    """``memory`` in bytes (0: no limit); ``volumes``: short name → folder inside, removed with the machine.

    ``made_anew``: it holds nothing worth keeping, and is replaced when its image, address or files changed.
    """

    city: str
    name: str
    address: str
    image: str
    memory: int = 0
    volumes: Mapping[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    made_anew: bool = False

    @property
    def content(self) -> str:
        """Changes with whatever the machine was made from."""
        return hashlib.sha256(repr((self.address, self.image, self.files)).encode()).hexdigest()[:16]


def machine_name(city: str, name: str) -> str:
    return f"kominfo-{city}-{name}"


def ensure_machine(machine: Machine, progress: Progress) -> None:
    """Make the machine, or start the one there is, and wait for the end of its boot.

    A changed memory limit is applied in place. Raises KominfoError when it stands under another address, or
    when its name belongs to something that is not ours.
    """
    name = machine_name(machine.city, machine.name)
    with docker_of_host(name) as host:
        container = _find(host, machine.city, machine.name)
        if (
            container is not None
            and machine.made_anew
            and container.labels.get(CONTENT_LABEL) != machine.content
        ):
            container.remove(force=True, v=True)
            container = None
        if container is None:
            progress(f"making {machine.name} ({machine.address})")
            container = _create(host, machine)
        else:
            _check_address(container, machine)
        _limit_memory(container, machine.memory)
        _start(container, machine, progress)
        _wait_for_boot(container)


def host_key(city: str, name: str) -> str:
    """The fingerprint (``SHA256:…``) of the server's ssh host key, read from inside it.

    As a file: what a program inside says is lost now and then on a busy machine (docker-py 2042).
    """
    with docker_of_host(machine_name(city, name)) as host:
        packed, _ = host.containers.get(machine_name(city, name)).get_archive(HOST_KEY)
        public_key = _content(b"".join(packed), PurePosixPath(HOST_KEY).name)
    blob = base64.b64decode(public_key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def machine_runs(city: str, name: str) -> bool | None:
    """Whether it runs; None when there is no such machine."""
    with docker_of_host(machine_name(city, name)) as host:
        container = _find(host, city, name)
        return None if container is None else container.status == "running"


def remove_machine(city: str, name: str, progress: Progress) -> None:
    """Remove the machine with its volumes; none there is success."""
    with docker_of_host(machine_name(city, name)) as host:
        container = _find(host, city, name)
        if container is not None:
            progress(f"removing {name}")
            container.remove(force=True, v=True)
        for volume in host.volumes.list(filters={"label": f"{CITY_LABEL}={city}"}):
            if volume.attrs["Labels"].get(MACHINE_LABEL) == name:
                volume.remove(force=True)


def _find(host: docker.DockerClient, city: str, name: str) -> Container | None:
    try:
        container = host.containers.get(machine_name(city, name))
    except NotFound:
        return None
    if container.labels.get(CITY_LABEL) != city:
        raise KominfoError(
            Problem(
                machine_name(city, name),
                "",
                "a container of this name is not ours",
                f"it does not carry the label {CITY_LABEL}={city}",
                f"remove or rename it: docker rename {machine_name(city, name)} OTHER",
            )
        )
    return container


def _create(host: docker.DockerClient, machine: Machine) -> Container:
    name, network = machine_name(machine.city, machine.name), f"kominfo-{machine.city}"
    marks = labels(machine.city) | {MACHINE_LABEL: machine.name, CONTENT_LABEL: machine.content}
    for volume in machine.volumes:
        host.volumes.create(f"{name}-{volume}", labels=marks)
    endpoint = host.api.create_endpoint_config(ipv4_address=machine.address)
    made = host.api.create_container(
        machine.image,
        name=name,
        hostname=machine.name,
        labels=marks,
        environment={"container": "docker"},
        stop_signal="SIGRTMIN+3",
        host_config=_host_config(host, machine, network),
        networking_config=host.api.create_networking_config({network: endpoint}),  # type: ignore[arg-type] # the stubs forget the network's name
    )
    return host.containers.get(made["Id"])


def _host_config(host: docker.DockerClient, machine: Machine, network: str) -> dict[str, Any]:
    """Settings under which systemd and a dockerd of its own run in a container.

    A cgroup namespace of its own, on cgroup v1 and v2 alike: what the inner dockerd starts then counts into
    the machine's memory limit, and leaves with it. Its mount is read-only until the image's first program
    (lab-init) turns it writable, which needs no --privileged.
    """
    name = machine_name(machine.city, machine.name)
    settings: dict[str, Any] = host.api.create_host_config(
        cap_add=list(CAPABILITIES),
        security_opt=["seccomp=unconfined", "apparmor=unconfined"],
        cgroupns="private",
        tmpfs={"/run": "", "/tmp": "exec"},  # noqa: S108 - a mount point inside the machine
        mounts=[Mount(folder, f"{name}-{volume}") for volume, folder in machine.volumes.items()],
        network_mode=network,
        mem_limit=machine.memory or None,
        memswap_limit=machine.memory or None,
    )
    # What `--security-opt systempaths=unconfined` does, which is a word of docker's command line alone.
    return settings | {"MaskedPaths": [], "ReadonlyPaths": []}


def archive(files: tuple[File, ...]) -> bytes:
    """The files as a tar, their folders included: a folder is as closed as the first file in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        folders: set[str] = set()
        for file in files:
            folder = tarfile.TarInfo(str(PurePosixPath(file.path).parent))
            if folder.name not in folders:
                folder.type, folder.mode = tarfile.DIRTYPE, 0o755 if file.mode & 0o044 else 0o700
                folders.add(folder.name)
                tar.addfile(folder)
            entry = tarfile.TarInfo(file.path)
            entry.size, entry.mode = len(file.content), file.mode
            tar.addfile(entry, io.BytesIO(file.content))
    return packed.getvalue()


def _content(packed: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        file = tar.extractfile(name)
        return file.read() if file else b""


def _check_address(container: Container, machine: Machine) -> None:
    network = container.attrs["NetworkSettings"]["Networks"].get(f"kominfo-{machine.city}") or {}
    given = (network.get("IPAMConfig") or {}).get("IPv4Address")
    if given != machine.address:
        raise KominfoError(
            Problem(
                machine.name,
                "address",
                f"the lab server stands at {given}, not at {machine.address}",
                "its address is fixed when it is made",
                "restore the address in datacenter.yaml, or remove the server first",
            )
        )


def _outdated(container: Container, machine: Machine) -> bool:
    return container.labels.get(CONTENT_LABEL) != machine.content


def _limit_memory(container: Container, memory: int) -> None:
    if memory and container.attrs["HostConfig"]["Memory"] != memory:
        container.update(mem_limit=memory, memswap_limit=memory)


def _start(container: Container, machine: Machine, progress: Progress) -> None:
    if container.status == "paused":
        container.unpause()
    elif container.status == "created":
        # Here, not at its making: a run killed in between would leave a machine that nobody can enter.
        container.put_archive("/", archive(machine.files))
        container.start()
    elif container.status != "running":
        progress(f"starting {machine.name} again")
        container.start()


def _wait_for_boot(container: Container) -> None:
    """Until systemd says it is done: running, or degraded (a unit failed), which is the roles' to judge."""
    deadline = time.monotonic() + BOOT_SECONDS
    # In the first moments there is no bus to ask on, and systemctl answers at once.
    while (state := _boot_state(container)) not in {"running", "degraded"}:
        if time.monotonic() > deadline:
            raise KominfoError(
                Problem(
                    str(container.name),
                    "",
                    f"the lab server did not finish its boot within {BOOT_SECONDS} s",
                    f"systemd says: {state}",
                    "see this machine's memory and disk, then run the same command again",
                )
            )
        time.sleep(0.2)


def _boot_state(container: Container) -> str:
    try:
        return _ask(container, "systemctl", "is-system-running", "--wait")
    except APIError as error:
        container.reload()
        if container.status == "running":
            raise
        raise KominfoError(
            Problem(
                str(container.name),
                "",
                "the lab server stopped while it booted",
                b"".join(container.logs(tail=3, stream=True)).decode(errors="replace").strip()
                or str(error.explanation),
                "see this machine's memory and disk, then run the same command again",
            )
        ) from None


def _ask(container: Container, *argv: str) -> str:
    """What a program inside says, whether it succeeds or not: the caller reads the words."""
    said = container.exec_run(list(argv)).output
    return said.decode(errors="replace").strip() if isinstance(said, bytes) else ""
