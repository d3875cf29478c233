"""The gRPC server of a plugin: Pulumi's own, plus the old inputs in a diff and errors people can read."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import grpc  # type: ignore[import-untyped] # grpcio ships no types
import grpc.aio  # type: ignore[import-untyped] # grpcio ships no types
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from infra.errors import KominfoError
from infra.providers.framework.adapter import Adapter, PartialError, old_inputs
from infra.providers.framework.resource import Configure, Progress, Resource
from infra.providers.framework.schema import package_schema

Call = Callable[[Any, Any], Awaitable[Any]]


class Servicer(ProviderServicer):
    """``ProviderServicer`` whose failures carry one readable message and no traceback."""

    async def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        return await _readable(super().Configure, request, context)

    async def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        return await _readable(super().Check, request, context)

    async def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        if request.HasField("old_inputs"):
            old_inputs.set(PropertyValue.unmarshal_map(request.old_inputs))
        return await _readable(super().Diff, request, context)

    async def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        return await _readable(super().Create, request, context)

    async def Update(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        if request.HasField("old_inputs"):
            old_inputs.set(PropertyValue.unmarshal_map(request.old_inputs))
        return await _readable(super().Update, request, context)

    async def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        return await _readable(super().Read, request, context)

    async def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's method name)
        return await _readable(super().Delete, request, context)


async def _readable(call: Call, request: Any, context: Any) -> Any:
    try:
        return await call(request, context)
    except PartialError as error:
        await context.abort(grpc.StatusCode.UNKNOWN, str(error), _partial(error))
    except Exception as error:  # the last door before the user: nothing may pass as a traceback
        await _abort(error, request, context)


async def _abort(error: Exception, request: Any, context: Any) -> None:
    if isinstance(error, KominfoError):
        await context.abort(grpc.StatusCode.UNKNOWN, str(error))
    Progress(getattr(request, "urn", ""), "").trace("".join(traceback.format_exception(error)))
    await context.abort(grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error}")


def _partial(error: PartialError) -> tuple[tuple[str, bytes], ...]:
    """The trailer by which the engine knows that the resource exists but is not as asked."""
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
    status.details.add().Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=error.id, properties=PropertyValue.marshal_map(error.outputs), reasons=[str(error)]
        )
    )
    return (("grpc-status-details-bin", status.SerializeToString()),)


def serve(
    name: str,
    version: str,
    resources: Iterable[Resource],
    configure: Configure | None = None,
    *,
    config: dict[str, Any] | None = None,
    cleanup: Callable[[], None] | None = None,
) -> None:
    """Serve until the engine ends us. Prints the port, as the engine expects of a plugin.

    ``cleanup`` runs at the end, also while a resource is still at work: nobody waits for that one.
    ``config`` maps each provider setting to its property schema; ``configure`` gets them as plain values.
    """
    offered = tuple(resources)
    adapter = Adapter(offered, configure, package_schema(name, version, offered, config or {}))
    arguments = sys.argv[1:]
    engine = next((argument for argument in arguments if not argument.startswith("-")), "")

    async def run() -> None:
        server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
        servicer = Servicer(arguments, version, adapter, engine_address=engine)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await ended.wait()
        await server.stop(grace=None)

    asyncio.run(run())
    if cleanup is not None:
        cleanup()
    # Python would wait for threads that are still at work on a resource; the engine has given them up.
    os._exit(0)
