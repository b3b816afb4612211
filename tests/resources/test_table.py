"""The table of operations is complete."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import yaml

from groq import Groq

from ..generated_operations import OPERATIONS
from ..support.spec import spec


def test_table_has_every_operation_of_spec() -> None:
    paths = spec()["paths"]
    found = {
        (path, name.upper(), operation["operationId"])
        for path, methods in paths.items()
        for name, operation in methods.items()
        if name != "parameters"
    }
    assert {(one.path, one.http_method, one.operation_id) for one in OPERATIONS} == found
    assert len(OPERATIONS) == len(found) == 23


def test_stats_count_every_operation() -> None:
    stats = yaml.safe_load((Path(__file__).parents[2] / ".stats.yml").read_text("utf-8"))
    assert stats["configured_endpoints"] == len(OPERATIONS) == 23


def test_every_method_of_the_resources_is_in_the_table() -> None:
    client = Groq(api_key="k")
    found = set(methods_of(client, ""))
    config = yaml.safe_load((Path(__file__).parents[2] / "codegen" / "config.yml").read_text("utf-8"))
    assert found == {operation.method for operation in OPERATIONS} | config["helpers"].keys()


def methods_of(resource: object, prefix: str) -> Iterator[str]:
    for name in [name for name in dir(type(resource)) if not name.startswith(("_", "with_"))]:
        value = getattr(resource, name)
        if type(value).__module__.startswith("groq.resources"):
            yield from methods_of(value, f"{prefix}{name}.")
        elif prefix and inspect.ismethod(value):
            yield f"{prefix}{name}"


def test_streaming_operations_are_known() -> None:
    assert [str(operation) for operation in OPERATIONS if operation.streams] == [
        "chat.completions.create",
        "responses.create",
    ]
