"""A sync class and its async twin have the same members in the same order, and differ only in `async`."""

from __future__ import annotations

import ast
import difflib
from pathlib import Path

import pytest

from . import tree
from .twins import Pair, members, pairs, sync_name

FILES = [path for path in tree.python_files(tree.PACKAGE) if "Async" in tree.read(path) and pairs(path)]
PAIRS = [pair for path in FILES for pair in pairs(path)]

EXPECTED = [
    "_client.Groq",
    "_base_client.SyncAPIClient",
    "_streaming.stream.Stream",
    "_response.response.APIResponse",
    "resources.chat.completions.Completions",
]


def pair_name(pair: Pair) -> str:
    return pair.name


def test_expected_pairs_are_compared() -> None:
    assert sorted(set(EXPECTED) - {pair.name for pair in PAIRS}) == []


@pytest.mark.parametrize("path", FILES, ids=tree.name)
def test_twin_classes_are_in_same_order(path: Path) -> None:
    found = pairs(path)
    by_line = sorted(found, key=lambda pair: pair.asynchronous.lineno)
    assert [pair.asynchronous.name for pair in by_line] == [pair.asynchronous.name for pair in found]


@pytest.mark.parametrize("pair", PAIRS, ids=pair_name)
def test_twins_have_the_same_members_in_the_same_order(pair: Pair) -> None:
    sync, asynchronous = members(pair.sync), members(pair.asynchronous)
    assert list(asynchronous) == list(sync)


@pytest.mark.parametrize("pair", PAIRS, ids=pair_name)
def test_twin_members_have_the_same_code(pair: Pair) -> None:
    sync, asynchronous = members(pair.sync), members(pair.asynchronous)
    lines: list[str] = []
    for name in sorted(sync.keys() & asynchronous.keys()):
        titles = f"{pair.sync.name}.{name}", f"{pair.asynchronous.name}.{name} without async"
        lines += difflib.unified_diff(sync[name].splitlines(), asynchronous[name].splitlines(), *titles, lineterm="")
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


SYNC = '''
class SyncThing(Base[httpx.Client]):
    """Sync."""
    client: Client
    """What it uses."""

    def __enter__(self) -> Self: return self
    def read(self, hook: Callable[[str], int]) -> Iterator[bytes]:
        with self.stream() as stream:
            for part in stream.iter_bytes():
                time.sleep(hook(part))
                yield part
    def parts(self) -> Generator[bytes, None, None]:
        yield from self.read()
        save(1)
        return cast("Stream[int]", [part for part in self.read()])
'''
ASYNC = '''
class AsyncThing(Base[httpx.AsyncClient]):
    """Async."""
    client: AsyncClient
    async def __aenter__(self) -> Self: return self
    async def aread(self, hook: Callable[[str], Awaitable[int]]) -> AsyncIterator[bytes]:
        """Reads."""
        async with self.stream() as stream:
            async for part in stream.aiter_bytes():
                await anyio.sleep(await hook(part))
                yield part
    async def parts(self) -> AsyncGenerator[bytes, None]:
        async for part in self.aread():
            yield part
        await asyncify(save)(1)
        return cast("AsyncStream[int]", [part async for part in self.aread()])
'''


def class_of(source: str) -> ast.ClassDef:
    [node] = ast.parse(source).body
    assert isinstance(node, ast.ClassDef)
    return node


def test_comparison_ignores_async() -> None:
    assert members(class_of(ASYNC)) == members(class_of(SYNC))
    assert list(members(class_of(SYNC))) == ["client", "__enter__", "read", "parts"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.stream()", "self.stream(1)"),
        ("sleep(hook(part))", "sleep(2 * hook(part))"),
        ("yield part", "yield part\n                break"),
        ("Client\n", "Other\n"),
        ("part in self.read()", "part in self.read() if part"),
    ],
)
def test_comparison_detects_a_difference(old: str, new: str) -> None:
    assert old in SYNC
    assert members(class_of(SYNC.replace(old, new))) != members(class_of(SYNC))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AsyncGroq", "Groq"),
        ("SyncAPIClient", "APIClient"),
        ("_AsyncTransport", "_Transport"),
        ("DefaultAsyncHttpxClient", "DefaultHttpxClient"),
        ("async_to_raw", "to_raw"),
        ("aiter_bytes", "iter_bytes"),
        ("aclose", "close"),
        ("anext", "next"),
        ("arguments", "arguments"),
        ("asyncify", "asyncify"),
        ("areas", "areas"),
    ],
)
def test_sync_name(name: str, expected: str) -> None:
    assert sync_name(name) == expected
