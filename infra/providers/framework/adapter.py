"""Our resources behind Pulumi's (experimental) provider class."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

from pulumi.provider.experimental import provider as api
from pulumi.provider.experimental.property_value import PropertyValue

from infra.providers.framework.resource import (
    Configure,
    Diff,
    Progress,
    Properties,
    Resource,
    State,
    UnfinishedError,
)
from infra.providers.framework.values import Path, plain_map, secret_paths, wire_map

Wire = Mapping[str, PropertyValue]
Answer = TypeVar("Answer")
THREADS = 64

# Pulumi's request classes leave the old inputs out although the engine sends them; the server fills this.
old_inputs: ContextVar[Wire | None] = ContextVar("old_inputs", default=None)


class PartialError(Exception):
    """An ``UnfinishedError`` with its outputs already in wire form."""

    def __init__(self, error: UnfinishedError, outputs: dict[str, PropertyValue]) -> None:
        super().__init__(str(error))
        self.id = error.id
        self.outputs = outputs


class Adapter(api.Provider):
    """Finds the resource by the URN's type and runs its methods off the event loop."""

    def __init__(self, resources: Iterable[Resource], configure: Configure | None, schema: str) -> None:
        self._resources = {resource.token: resource for resource in resources}
        self._configure = configure
        self._schema = schema
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="resource")

    async def _run(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _resource(self, type_: str) -> Resource:
        """The resource of a URN's type, which names its parents too: ``parent$own``."""
        token = type_.rpartition("$")[2]
        if token not in self._resources:
            known = ", ".join(sorted(self._resources))
            raise LookupError(f"this plugin has no resource {token!r}; it has {known}")
        return self._resources[token]

    async def get_schema(self, request: api.GetSchemaRequest) -> api.GetSchemaResponse:
        return api.GetSchemaResponse(schema=self._schema)

    async def configure(self, request: api.ConfigureRequest) -> api.ConfigureResponse:
        if self._configure is not None:
            configure, settings = self._configure, _settings(plain_map(request.args))
            await self._run(lambda: configure(settings))
        # Output values and resource references would reach us as wrappers nobody here needs.
        return api.ConfigureResponse(accept_secrets=True, supports_preview=True)

    async def check(self, request: api.CheckRequest) -> api.CheckResponse:
        resource = self._resource(request.type)
        inputs = plain_map(request.new_inputs)
        checked, failures = await self._run(lambda: resource.check(inputs))
        return api.CheckResponse(
            inputs=_inputs(resource, checked, request.new_inputs),
            failures=[api.CheckFailure(failure.property, failure.reason) for failure in failures],
        )

    async def diff(self, request: api.DiffRequest) -> api.DiffResponse:
        resource = self._resource(request.type)
        state, inputs = _state(request.old_state), plain_map(request.new_inputs)
        diff = await self._run(lambda: resource.diff(request.resource_id, state, inputs))
        return _diff_response(diff, state, inputs)

    async def create(self, request: api.CreateRequest) -> api.CreateResponse:
        resource = self._resource(request.type)
        inputs = plain_map(request.properties)
        if request.preview:
            outputs = await self._run(lambda: resource.preview(inputs, None))
            return api.CreateResponse(properties=_outputs(resource, outputs, request.properties))
        progress = Progress(request.urn, request.name)
        try:
            made, outputs = await self._run(lambda: resource.create(inputs, progress))
        except UnfinishedError as error:
            raise PartialError(error, _outputs(resource, error.outputs, request.properties)) from error
        return api.CreateResponse(
            resource_id=made, properties=_outputs(resource, outputs, request.properties)
        )

    async def update(self, request: api.UpdateRequest) -> api.UpdateResponse:
        resource = self._resource(request.type)
        state, inputs = _state(request.olds), plain_map(request.news)
        if request.preview:
            outputs = await self._run(lambda: resource.preview(inputs, state))
            return api.UpdateResponse(properties=_outputs(resource, outputs, request.news))
        progress = Progress(request.urn, request.name)
        try:
            outputs = await self._run(lambda: resource.update(request.resource_id, state, inputs, progress))
        except UnfinishedError as error:
            raise PartialError(error, _outputs(resource, error.outputs, request.news)) from error
        return api.UpdateResponse(properties=_outputs(resource, outputs, request.news))

    async def read(self, request: api.ReadRequest) -> api.ReadResponse:
        resource = self._resource(request.type)
        state, inputs = plain_map(request.properties), plain_map(request.inputs)
        reading = await self._run(lambda: resource.read(request.resource_id, state, inputs))
        if reading is None:
            return api.ReadResponse()  # an empty id: gone
        return api.ReadResponse(
            resource_id=reading.id,
            properties=_outputs(resource, reading.outputs, request.inputs, request.properties),
            inputs=_inputs(resource, reading.inputs, request.inputs),
        )

    async def delete(self, request: api.DeleteRequest) -> None:
        resource = self._resource(request.type)
        state = plain_map(request.properties)
        progress = Progress(request.urn, request.name)
        await self._run(lambda: resource.delete(request.resource_id, state, progress))


def _settings(values: Properties) -> Properties:
    """Pulumi sends every provider setting that is not text as JSON text."""

    def opened(value: Any) -> Any:
        if isinstance(value, str) and (value[:1] in {"[", "{"} or value in {"true", "false"}):
            return json.loads(value)
        return value

    return {key: opened(value) for key, value in values.items() if key != "version"}


def _state(outputs: Wire) -> State:
    before = old_inputs.get()
    return State(plain_map(outputs), None if before is None else plain_map(before))


def _inputs(resource: Resource, values: Properties, *sources: Wire) -> dict[str, PropertyValue]:
    return wire_map(values, _secrets(resource.secret_inputs, values, *sources))


def _outputs(resource: Resource, values: Properties, *sources: Wire) -> dict[str, PropertyValue]:
    return wire_map(values, _secrets(resource.secret_outputs, values, *sources))


def _secrets(always: Iterable[str], values: Properties, *sources: Wire) -> set[Path]:
    paths: set[Path] = {(name,) for name in always if values.get(name) is not None}
    return paths.union(*(secret_paths(source) for source in sources))


def _diff_response(diff: Diff, state: State, inputs: Properties) -> api.DiffResponse:
    detailed = {
        name: api.PropertyDiff(
            _kind(name, state, inputs, name in diff.replace),
            input_diff=state.inputs.get(name) != inputs.get(name),
        )
        for name in (*diff.replace, *diff.update)
    }
    return api.DiffResponse(
        changes=diff.changed,
        replaces=list(diff.replace),
        diffs=list(detailed),
        delete_before_replace=diff.delete_before_replace,
        detailed_diff=detailed,
    )


def _kind(name: str, state: Properties, inputs: Properties, replaces: bool) -> api.PropertyDiffKind:
    if state.get(name) is None:
        word = "ADD"
    elif inputs.get(name) is None:
        word = "DELETE"
    else:
        word = "UPDATE"
    return api.PropertyDiffKind[f"{word}_REPLACE" if replaces else word]
