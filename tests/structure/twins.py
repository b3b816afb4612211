"""Turn the source of an async class into that of its sync twin, so that `test_twins` can compare the two."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from . import tree

_StatementT = TypeVar("_StatementT", bound=ast.stmt)

# Names that differ by more than `Async`, `Sync`, `async_` or the prefix below.
SYNC_NAMES = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "StopAsyncIteration": "StopIteration",
    "asynccontextmanager": "contextmanager",
    "aclosing": "closing",
}
PREFIXED = re.compile(r"^a(?=(?:iter|next|close|read|enter|exit|request|send|sleep|parse)(?:_|$))")
SLEEPERS = {"anyio", "asyncio"}  # their `sleep` corresponds to `time.sleep` in sync code


class Pair(NamedTuple):
    path: Path
    sync: ast.ClassDef
    asynchronous: ast.ClassDef

    @property
    def name(self) -> str:
        """`_client.Groq`"""
        module = self.path.relative_to(tree.PACKAGE).with_suffix("").as_posix().replace("/", ".")
        return f"{module}.{self.sync.name}"


def sync_name(name: str) -> str:
    if name in SYNC_NAMES:
        return SYNC_NAMES[name]
    name = re.sub(r"A?[Ss]ync(?=[A-Z])", "", name)
    name = re.sub(r"(?:(?<=^)|(?<=_))async_(?=[a-z])", "", name)
    name = re.sub(r"(?<=[a-z])_async$", "", name)
    return PREFIXED.sub("", name)


def pairs(path: Path) -> list[Pair]:
    """Return the twins of a file, in the order of the sync ones, without async classes that have no twin."""
    classes = [node for node in tree.parse(path).body if isinstance(node, ast.ClassDef)]
    sync = [node for node in classes if "Async" not in node.name]
    twins = {sync_name(node.name): node for node in classes if "Async" in node.name}
    return [Pair(path, node, twins[sync_name(node.name)]) for node in sync if sync_name(node.name) in twins]


@cache
def members(node: ast.ClassDef) -> dict[str, str]:
    """Return the members of a class by sync name, in order: name → source without docstrings."""
    found: dict[str, str] = {}
    for member in Synchronous().visit(_copy(node)).body:
        for name in _names(member):
            while name in found:  # overloads, setters
                name += "'"
            found[name] = ast.unparse(member)
    return found


def _copy(node: ast.ClassDef) -> ast.ClassDef:
    copied = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(copied, ast.ClassDef)
    return copied


def _names(member: ast.stmt) -> Iterator[str]:
    match member:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.AnnAssign(target=target):
            yield ast.unparse(target)
        case ast.Assign(targets=targets):
            yield ast.unparse(targets[0])
        case ast.Pass():
            pass
        case _:
            yield ast.unparse(member)


class Synchronous(ast.NodeTransformer):
    """Strip what makes code asynchronous; sync code passes through with its `Sync` names shortened."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_FunctionDef(_as(ast.FunctionDef, node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = sync_name(node.name)
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = sync_name(node.name)
        return self._without_docstring(node)

    def _without_docstring(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        # A string after an attribute is its docstring.
        node.body = [line for line in node.body if not _is_string(line)] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        return self.visit(node.value)  # type: ignore[no-any-return]  # the visitor is untyped

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self.visit_For(_as(ast.For, node))

    def visit_For(self, node: ast.For) -> ast.AST:
        """`for x in xs: yield x` → `yield from xs`, which async code does not have."""
        self.generic_visit(node)
        match node.body:
            case [ast.Expr(value=ast.Yield(value=ast.Name(id=yielded)))] if ast.unparse(node.target) == yielded:
                return ast.Expr(ast.YieldFrom(node.iter))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`asyncify(f)` → `f`"""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="asyncify"), args=[function]):
                return function
        return node

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self.generic_visit(_as(ast.With, node))

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.is_async = 0
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(sync_name(node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr == "sleep" and isinstance(node.value, ast.Name) and node.value.id in SLEEPERS:
            node.value = ast.Name("time", ast.Load())
        node.attr = sync_name(node.attr)
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """`Awaitable[T]` and `Coroutine[…, T]` → `T`; send and return types of a generator are dropped if None."""
        self.generic_visit(node)
        last = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        match ast.unparse(node.value).rpartition(".")[2]:
            case "Awaitable" | "Coroutine":
                return last
            case "Generator" if isinstance(node.slice, ast.Tuple):
                kept = [element for element in node.slice.elts if ast.unparse(element) != "None"]
                node.slice = ast.Tuple(kept, ast.Load()) if len(kept) > 1 else kept[0]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = sync_name(node.arg)
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        node.arg = sync_name(node.arg) if node.arg else None
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.AST:
        return ast.alias(sync_name(node.name), node.asname and sync_name(node.asname))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(sync_name(node.value)) if isinstance(node.value, str) else node


def _as(kind: type[_StatementT], node: ast.stmt) -> _StatementT:
    fields: dict[str, Any] = {name: getattr(node, name) for name in kind._fields if hasattr(node, name)}
    return kind(**fields, lineno=node.lineno, col_offset=node.col_offset)


def _is_string(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
