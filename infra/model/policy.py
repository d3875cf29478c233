"""What no site may ask for, in the words of other tools' files, and why: OPD programmers paste from those."""

from __future__ import annotations

from infra.model.document import Path

_HOST = "A container that reaches into the server can take the server, and every other OPD's site with it."
_NETWORK = "Sites are reached through the edge alone, which holds the certificates and the names."
_RUN = "What a container runs is decided in its Dockerfile, so that it is built and kept as one release."
_LIMITED = "Every site has a limit and a health check: without them one site can take the memory of all."
_VOLUME = (
    "Write `volume: {path, server}`: files that last stand on one declared server, never on a host's path."
)
_PORT = "Write `port:`, the one that the container answers HTTP on."
_NONE = "Leave it out."
# key -> (why, what instead)
_REFUSED = {
    **dict.fromkeys(("privileged", "cap_add", "capabilities", "devices", "security_opt"), (_HOST, _NONE)),
    **dict.fromkeys(("pid", "ipc", "userns_mode", "cgroup_parent", "sysctls"), (_HOST, _NONE)),
    **dict.fromkeys(("volumes", "mounts", "binds", "tmpfs"), (_HOST, _VOLUME)),
    **dict.fromkeys(("docker_socket", "docker_sock"), (_HOST, _NONE)),
    **dict.fromkeys(("network_mode", "networks", "network", "extra_hosts", "dns"), (_NETWORK, _NONE)),
    **dict.fromkeys(("ports", "expose"), (_NETWORK, _PORT)),
    **dict.fromkeys(("command", "entrypoint", "user"), (_RUN, "Set it in the Dockerfile.")),
    "healthcheck": (_LIMITED, "Write `health:`, a path that answers 200 when the site is well."),
    **dict.fromkeys(("deploy", "mem_limit", "resources"), (_LIMITED, "Write `memory:` and `replicas:`.")),
    "env_file": (_RUN, "Write `environment:`, and `secrets:` for what nobody may read."),
}


def reason_against(path: Path) -> tuple[str, str, str] | None:
    """Fault, reason and remedy when ``path`` ends in such a key of a site; ``None`` for any other."""
    if len(path) != 3 or path[0] != "sites" or path[2] not in _REFUSED:
        return None
    reason, remedy = _REFUSED[str(path[2])]
    return f"no site may have {str(path[2])!r}", reason, remedy
