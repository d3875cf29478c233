"""Plain Python on our side, property values on the wire: nothing is lost on the way, secrets least of all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.provider.experimental.property_value import PropertyValue

from infra.providers.framework.values import UNKNOWN, has_unknown, plain_map, secret_paths, wire_map

LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.just(UNKNOWN)
KEYS = st.text(min_size=1).filter(lambda key: not key.startswith("__"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def through_the_wire(values: dict[str, PropertyValue]) -> dict[str, PropertyValue]:
    return PropertyValue.unmarshal_map(PropertyValue.marshal_map(values))


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_values_come_back_as_they_went(values: dict[str, Any]) -> None:
    assert plain_map(through_the_wire(wire_map(values))) == values


def test_secrets_are_opened_and_put_back_where_they_were() -> None:
    values = {"open": 1, "deep": {"password": "hunter2", "user": "u"}, "many": [{"token": "t"}]}
    secrets = {("deep", "password"), ("many",)}
    sent = through_the_wire(wire_map(values, secrets))
    assert plain_map(sent) == values
    assert secret_paths(sent) == secrets


def test_a_secret_inside_a_list_makes_the_whole_list_secret() -> None:
    """Lists get reordered; a path by index would uncover the secret."""
    inner = PropertyValue([PropertyValue("open"), PropertyValue("hidden", is_secret=True)])
    assert secret_paths({"env": inner}) == {("env",)}


def test_keys_of_other_plugins_are_dropped_at_every_depth() -> None:
    foreign = wire_map(
        {"__meta": "x", "block": {"__defaults": [], "kept": True}, "list": [{"__defaults": []}]}
    )
    assert plain_map(foreign) == {"block": {"kept": True}, "list": [{}]}


@pytest.mark.parametrize("value", [UNKNOWN, [1, UNKNOWN], {"a": {"b": [UNKNOWN]}}])
def test_unknown_is_found_anywhere(value: Any) -> None:
    assert has_unknown(value)
    assert not has_unknown({"a": [1, None, "x"]})


def test_what_cannot_be_a_property_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be a property"):
        wire_map({"x": object()})
