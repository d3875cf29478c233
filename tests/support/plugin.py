"""A provider plugin as the engine meets it: a process that prints its port, spoken to over gRPC."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped] # grpcio ships no types
from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped] # protobuf ships no types
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from infra.home import CHECKOUT

SECRET_KEY = rpc._special_sig_key
UNKNOWN = rpc.UNKNOWN


def secret(value: Any) -> dict[str, Any]:
    """A value marked secret, on the wire."""
    return {SECRET_KEY: rpc._special_secret_sig, "value": value}


def urn(token: str, name: str = "it") -> str:
    return f"urn:pulumi:demo.dinkes::kominfo::{token}::{name}"


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def plain(message: struct_pb2.Struct) -> dict[str, Any]:
    opened: dict[str, Any] = _whole(json_format.MessageToDict(message))
    return opened


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def opened(value: Any) -> Any:
    """Without the secret wrappers."""
    if isinstance(value, dict):
        if SECRET_KEY in value:
            return opened(value["value"])
        return {key: opened(item) for key, item in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value


class PluginError(Exception):
    """What the plugin refused with; ``partial`` is the resource it left, if it said so."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        self.partial: provider_pb2.ErrorResourceInitFailed | None = None
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                self.partial = provider_pb2.ErrorResourceInitFailed()
                status.details[0].Unpack(self.partial)


@dataclass
class Plugin:
    process: subprocess.Popen[bytes]
    stub: provider_pb2_grpc.ResourceProviderStub
    channel: grpc.Channel

    @classmethod
    def start(cls, command: list[str], environment: Mapping[str, str] | None = None) -> Plugin:
        """``command`` without the engine's address, which is not used."""
        process = subprocess.Popen(
            [*command, "127.0.0.1:1"],
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            env={**os.environ, "KOMINFO_PYTHON": sys.executable, **(environment or {})},
        )
        assert process.stdout is not None
        port = int(process.stdout.readline())
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        return cls(process, provider_pb2_grpc.ResourceProviderStub(channel), channel)

    @classmethod
    def docker(cls, environment: Mapping[str, str] | None = None) -> Plugin:
        launcher = CHECKOUT / "infra/providers/docker/bin/pulumi-resource-docker"
        return cls.start([str(launcher)], environment)

    def stop(self) -> None:
        self.channel.close()
        self.process.terminate()
        self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=300)
        except grpc.RpcError as error:
            raise PluginError(error) from error

    def configure(self, **settings: Any) -> Any:
        request = provider_pb2.ConfigureRequest(args=struct(settings), acceptSecrets=True)
        return self._call("Configure", request)

    def check(self, token: str, inputs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """The checked inputs, and property -> fault."""
        answer = self._call("Check", provider_pb2.CheckRequest(urn=urn(token), news=struct(inputs)))
        return plain(answer.inputs), {failure.property: failure.reason for failure in answer.failures}

    def diff(
        self,
        token: str,
        state: Mapping[str, Any],
        inputs: Mapping[str, Any],
        old_inputs: Mapping[str, Any] | None = None,
    ) -> Any:
        request = provider_pb2.DiffRequest(id="1", urn=urn(token), olds=struct(state), news=struct(inputs))
        if old_inputs is not None:
            request.old_inputs.CopyFrom(struct(old_inputs))
        return self._call("Diff", request)

    def create(
        self, token: str, inputs: Mapping[str, Any], *, preview: bool = False
    ) -> tuple[str, dict[str, Any]]:
        request = provider_pb2.CreateRequest(urn=urn(token), properties=struct(inputs), preview=preview)
        answer = self._call("Create", request)
        return answer.id, plain(answer.properties)

    def update(
        self,
        token: str,
        number: str,
        state: Mapping[str, Any],
        inputs: Mapping[str, Any],
        *,
        preview: bool = False,
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(
            id=number, urn=urn(token), olds=struct(state), news=struct(inputs), preview=preview
        )
        return plain(self._call("Update", request).properties)

    def read(
        self, token: str, number: str, state: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Id (empty: gone), inputs, outputs."""
        request = provider_pb2.ReadRequest(
            id=number, urn=urn(token), properties=struct(state), inputs=struct(inputs)
        )
        answer = self._call("Read", request)
        return answer.id, plain(answer.inputs), plain(answer.properties)

    def delete(self, token: str, number: str, state: Mapping[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=number, urn=urn(token), properties=struct(state)))


def write_plugin(folder: Path, source: str) -> list[str]:
    """A plugin of a test's own; the command that starts it."""
    file = folder / "plugin.py"
    file.write_text(source)
    return [sys.executable, str(file)]
