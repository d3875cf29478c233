"""The properties of a service, as the official plugin's schema has them."""

from __future__ import annotations

from typing import Final

from infra.providers.docker.fields import (
    Fields,
    block,
    block_set,
    blocks,
    flag,
    labels,
    mapping,
    ratio,
    text,
    text_set,
    texts,
    time,
    whole,
)

_HEALTHCHECK: Final[Fields] = {
    "tests": texts(required=True),
    "interval": time(default="0s"),
    "timeout": time(default="0s"),
    "startPeriod": time(default="0s"),
    "retries": whole(default=0),
}
_DNS: Final[Fields] = {"nameservers": texts(required=True), "searches": texts(), "options": texts()}
_FILE: Final[Fields] = {
    "fileName": text(required=True),
    "fileUid": text(default="0"),
    "fileGid": text(default="0"),
    "fileMode": whole(default=0o444),
}
_VOLUME_OPTIONS: Final[Fields] = {
    "noCopy": flag(),
    "labels": labels(),
    "driverName": text(),
    "driverOptions": mapping(),
}
_MOUNT: Final[Fields] = {
    "target": text(required=True),
    "source": text(),
    "type": text(required=True, choices=("bind", "volume", "tmpfs")),
    "readOnly": flag(),
    "bindOptions": block({"propagation": text()}),
    "volumeOptions": block(_VOLUME_OPTIONS),
    "tmpfsOptions": block({"sizeBytes": whole(), "mode": whole()}),
}
_SELINUX: Final[Fields] = {
    "disable": flag(),
    "user": text(),
    "role": text(),
    "type": text(),
    "level": text(),
}
_PRIVILEGES: Final[Fields] = {
    "credentialSpec": block({"file": text(), "registry": text()}),
    "seLinuxContext": block(_SELINUX),
}
CONTAINER: Final[Fields] = {
    "image": text(required=True),
    "labels": labels(),
    "commands": texts(),
    "args": texts(),
    "hostname": text(),
    "env": mapping(),
    "dir": text(),
    "user": text(),
    "groups": texts(),
    "privileges": block(_PRIVILEGES),
    "readOnly": flag(),
    "mounts": block_set(_MOUNT),
    "stopSignal": text(),
    "stopGracePeriod": time(computed=True),
    "healthcheck": block(_HEALTHCHECK, computed=True),
    "hosts": block_set({"ip": text(required=True), "host": text(required=True)}, replace=True),
    "dnsConfig": block(_DNS, computed=True),
    "secrets": block_set({"secretId": text(required=True), "secretName": text(), **_FILE}),
    "configs": block_set({"configId": text(required=True), "configName": text(), **_FILE}),
    "isolation": text(default="default", choices=("default", "process", "hyperv")),
    "sysctl": mapping(),
    "capAdds": texts(),
    "capDrops": texts(),
    "init": flag(computed=True),
}
_GENERIC: Final[Fields] = {"namedResourcesSpecs": text_set(), "discreteResourcesSpecs": text_set()}
_RESOURCES: Final[Fields] = {
    "limits": block({"nanoCpus": whole(), "memoryBytes": whole()}),
    "reservation": block({"nanoCpus": whole(), "memoryBytes": whole(), "genericResources": block(_GENERIC)}),
}
_RESTART: Final[Fields] = {
    "condition": text(choices=("none", "on-failure", "any")),
    "delay": time(),
    "maxAttempts": whole(),
    "window": time(),
}
_PLACEMENT: Final[Fields] = {
    "constraints": text_set(),
    "prefs": text_set(),
    "maxReplicas": whole(),
    "platforms": block_set({"architecture": text(required=True), "os": text(required=True)}),
}
_ATTACHMENT: Final[Fields] = {
    "id": text(),
    "name": text(),
    "aliases": text_set(),
    "driverOpts": text_set(),
}
_TASK: Final[Fields] = {
    "containerSpec": block(CONTAINER, required=True),
    "resources": block(_RESOURCES, computed=True),
    "restartPolicy": block(_RESTART, computed=True),
    "placement": block(_PLACEMENT, computed=True),
    "forceUpdate": whole(computed=True),
    "runtime": text(computed=True, choices=("container", "plugin")),
    "networksAdvanceds": block_set(_ATTACHMENT, replace=True),
    "logDriver": block({"name": text(required=True), "options": mapping()}),
}


def _rollout(actions: tuple[str, ...]) -> Fields:
    return {
        "parallelism": whole(default=1),
        "delay": time(default="0s"),
        "failureAction": text(default="pause", choices=actions),
        "monitor": time(default="5s"),
        "maxFailureRatio": ratio(default="0.0"),
        "order": text(default="stop-first", choices=("stop-first", "start-first")),
    }


_PORT: Final[Fields] = {
    "name": text(),
    "protocol": text(default="tcp", choices=("tcp", "udp", "sctp")),
    "targetPort": whole(required=True),
    "publishedPort": whole(computed=True),
    "publishMode": text(default="ingress", choices=("ingress", "host")),
}
_AUTH: Final[Fields] = {
    "serverAddress": text(required=True),
    "username": text(),
    "password": text(),
}
SERVICE: Final[Fields] = {
    "name": text(required=True, replace=True),
    "labels": labels(computed=True),
    "auth": block(_AUTH, replace=True),
    "taskSpec": block(_TASK, required=True),
    # The daemon refuses to make a replicated service global or the other way round.
    "mode": block(
        {
            "global": flag(replace=True),
            "replicated": block({"replicas": whole(default=1)}, computed=True),
        },
        computed=True,
        replace=True,
    ),
    "updateConfig": block(_rollout(("pause", "continue", "rollback"))),
    "rollbackConfig": block(_rollout(("pause", "continue"))),
    "endpointSpec": block(
        {"mode": text(computed=True, choices=("vip", "dnsrr")), "ports": blocks(_PORT)}, computed=True
    ),
    "convergeConfig": block({"delay": time(default="7s"), "timeout": time(default="3m")}),
}
