"""Helper methods, implemented by classes and functions of `groq.lib`. Most have the parameters of an operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .spec import CONFIG_FILE, CodegenError

if TYPE_CHECKING:
    from .resources import Argument, Method


@dataclass(frozen=True)
class Overload:
    """One of several signatures.

    Attributes:
        returns: The return type.
        annotations: Parameter → its annotation, with its default if it has one.
    """

    returns: str
    annotations: dict[str, str]


@dataclass(frozen=True)
class Helper:
    """Helper method of a resource, prepared for the templates.

    Attributes:
        path: Its name on a client, such as `chat.completions.stream`.
        method: The API method that it wraps; `None` if the callee takes the client.
        arguments: Its parameters.
        fixed: Arguments of `method` that are not parameters here, such as `stream=True`.
        module: The absolute name of the module of `groq.lib` that defines the callee and the return type.
        callee: A class, which takes a function that sends the request, or a function, which takes `method` or the
            client.
        returns: The return type.
        is_function: The callee is a function; the async method calls the one with the suffix `_async`.
        is_coroutine: The async method is a coroutine function.
        takes: The first argument of the callee: `method`, or the client.
        positional: How many of the arguments are positional.
        imports: Absolute module → its names that the signature uses. `{Async}` becomes the prefix.
        overloads: The annotations that differ and the return type of each.
        docs: The docstring.
        advice: Unknown parameter → advice for the `TypeError`; `*` for all others.
    """

    path: str
    method: Method | None
    arguments: tuple[Argument, ...]
    fixed: tuple[str, ...]
    module: str
    callee: str
    returns: str
    is_function: bool
    is_coroutine: bool
    takes: str
    positional: int
    imports: dict[str, list[str]]
    overloads: tuple[Overload, ...]
    docs: str
    advice: dict[str, str]

    @property
    def name(self) -> str:
        """The name of the method."""
        return self.path.rpartition(".")[2]

    @property
    def type_variables(self) -> list[str]:
        """The type variables of the signature."""
        signatures = [(self.returns, ()), *((one.returns, one.annotations.values()) for one in self.overloads)]
        annotations = [one.annotation for one in self.arguments]
        text = " ".join([*annotations, *(text for returns, used in signatures for text in (returns, *used))])
        return ["_T"] if "_T" in text else []

    def callee_in(self, prefix: str) -> str:
        """Return the name of the callee of the sync form, or with the prefix `Async` of the async one."""
        if self.is_function:
            return self.callee + ("_async" if prefix else "")
        return prefix + self.callee

    def returns_in(self, prefix: str, overload: Overload | None = None) -> str:
        """Return the return type of the sync form, or with the prefix `Async` of the async one."""
        return with_prefix(overload.returns if overload else self.returns, prefix)

    def declarations(self, prefix: str, overload: Overload | None = None) -> list[str]:
        """Return the declarations of the arguments, those of an overload if one is given."""
        changed = overload.annotations if overload else {}
        found = [
            with_prefix(f"{one.name}: {changed[one.name]}" if one.name in changed else one.declaration, prefix)
            for one in self.arguments
        ]
        return [*found[: self.positional], "*", *found[self.positional :]]

    @property
    def returned(self) -> list[str]:
        """The return types, for api.md."""
        types = [one.returns for one in self.overloads] or [self.returns]
        return list(dict.fromkeys(with_prefix(one, "").replace("_T", "T") for one in types if "[Any]" not in one))

    @property
    def source(self) -> str:
        """The file of the callee, for api.md."""
        path = f"src/{self.module.replace('.', '/')}"
        return f"{path}/__init__.py" if Path(path).is_dir() else f"{path}.py"

    @property
    def call(self) -> str:
        """A call of the method, for api.md."""
        return f"{self.path}({', '.join([*(one.name for one in self.arguments[: self.positional]), '...'])})"


def helper(path: str, config: dict[str, Any], method: Method | None, docs: Any, argument: Any) -> Helper:
    """Return the helper method that the config describes.

    Args:
        path: Its name on a client, such as `chat.completions.stream`.
        config: Its entry in the config. Each of its `overloads` has `returns`, and annotations by parameter.
        method: The method that it wraps, if any.
        docs: Builds a docstring from a description and arguments.
        argument: Builds an argument from a name, an annotation, a description and a default (`None` without one).
    """
    target = config.get("function") or config.get("class")
    if not target or ":" not in target:
        raise CodegenError(f"{CONFIG_FILE}: expected `function` or `class` as module:name in {path}, got {target!r}")
    added = [
        argument(one["name"], one["annotation"], _joined(one["description"]), one.get("default"))
        for one in config.get("parameters", ())
    ]
    replaced = {*config.get("without", ()), *(one.name for one in added)}
    inherited = method.arguments if method else ()
    for name in config.get("without", ()):
        if name not in {one.name for one in inherited}:
            raise CodegenError(f"{CONFIG_FILE}: {path}: {config.get('wraps')} has no parameter {name!r}")

    arguments = (*added, *(one for one in inherited if one.name not in replaced))
    module, _, callee = target.partition(":")
    return Helper(
        path=path,
        method=method,
        arguments=arguments,
        fixed=tuple(f"{name}={value!r}" for name, value in config.get("fixed", {}).items()),
        module=module,
        callee=callee,
        returns=config.get("returns", "{Async}" + callee),
        is_function="function" in config,
        is_coroutine=config.get("coroutine", False),
        takes=f"self.{method.name}" if method and not config.get("takes_client") else "self._client",
        positional=sum(one.get("positional", False) for one in config.get("parameters", ())),
        imports=_imports(module, config.get("returns", "{Async}" + callee), config.get("imports", {})),
        overloads=tuple(_overloads(path, config, {one.name for one in arguments})),
        docs=docs(_joined(config["description"]), arguments),
        advice={name: _joined(text) for name, text in config.get("advice", {}).items()},
    )


def _joined(text: str) -> str:
    """Return text with each paragraph on one line: docstrings are wrapped later."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def _overloads(path: str, config: dict[str, Any], names: set[str]) -> Iterator[Overload]:
    for one in config.get("overloads", ()):
        annotations = {name: text for name, text in one.items() if name != "returns"}
        for name in annotations.keys() - names:
            raise CodegenError(f"{CONFIG_FILE}: {path}: an overload has an unknown parameter {name!r}")
        yield Overload(one["returns"], annotations)


def _imports(module: str, returns: str, used: dict[str, list[str]]) -> dict[str, list[str]]:
    return {**used, module: [returns.partition("[")[0], *used.get(module, ())]}


def with_prefix(text: str, prefix: str) -> str:
    """Return text of the config for the sync form, or with the prefix `Async` for the async one."""
    return text.replace("{Async}", prefix)
