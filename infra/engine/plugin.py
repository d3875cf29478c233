"""One running provider plugin, asked as the engine asks it: started, configured, and told to read."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

import grpc  # type: ignore[import-untyped] # grpcio ships no types
from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped] # it ships no types
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from infra.errors import KominfoError, Problem

# Connections are shared by address within a process, and a port may have been a dead plugin's.
OWN_CONNECTION = ("grpc.use_local_subchannel_pool", 1)
NO_ENGINE = "127.0.0.1:1"  # whom a plugin would send its log lines
Properties = dict[str, Any]


class Plugin:
    """``pulumi-resource-<package>``, configured with a provider's ``inputs``; ends with ``close``."""

    def __init__(self, package: str, inputs: Properties, environment: Mapping[str, str]) -> None:
        """KominfoError when there is no such plugin, or it does not start."""
        found = shutil.which(f"pulumi-resource-{package}", path=environment["PATH"])
        if not found:
            raise KominfoError(Problem(package, "", "there is no such plugin"))
        self._process = subprocess.Popen(
            [found, NO_ENGINE],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout  # noqa: S101  # for the type checker: it is a pipe
        port = self._process.stdout.readline().strip()
        if not port.isdecimal():
            self._process.kill()
            raise KominfoError(Problem(package, "", "the plugin does not start"))
        options = [*_GRPC_CHANNEL_OPTIONS, OWN_CONNECTION]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=options)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._package = package
        self._configure(inputs)

    def _configure(self, inputs: Properties) -> None:
        variables = {
            f"{self._package}:config:{name}": value if isinstance(value, str) else json.dumps(value)
            for name, value in inputs.items()
        }
        self._stub.Configure(
            provider_pb2.ConfigureRequest(
                variables=variables, args=_struct(inputs), acceptSecrets=True, acceptResources=True
            )
        )

    def read(self, resource: Properties) -> tuple[Properties | None, Properties] | None:
        """(inputs, outputs) of a state's resource as the world has it now; ``None`` when it is gone.

        The inputs are ``None`` where the plugin says nothing of them. ``grpc.RpcError`` when it cannot tell.
        """
        answer = self._stub.Read(
            provider_pb2.ReadRequest(
                id=resource["id"],
                urn=resource["urn"],
                name=resource["urn"].rsplit("::", 1)[-1],
                type=resource["type"],
                properties=_struct(resource.get("outputs") or {}),
                inputs=_struct(resource.get("inputs") or {}),
            )
        )
        if not answer.id:
            return None
        inputs = json_format.MessageToDict(answer.inputs) if answer.HasField("inputs") else None
        return inputs, json_format.MessageToDict(answer.properties)

    def close(self) -> None:
        """Tell it to end, and wait: it takes away what it has put down on this machine."""
        self._channel.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _struct(values: Properties) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())
