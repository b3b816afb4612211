"""The private names of other packages that this package uses exist and behave as expected.

If an upgrade changes one, a test here fails. The scan at the end fails for each use that this module does not list.
"""

from __future__ import annotations

import ast
import asyncio
import importlib
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import httpx
import pytest

import groq
from groq._transport import asynchronous, blocking, clients
from groq._transport.httpx_fallback import is_original

from ..structure import tree
from ..support.server import ScriptedServer, head, sized

CLIENTS: list[Any] = [httpx.Client, httpx.AsyncClient]

# httpx: requests, responses, headers.


class Stream(httpx.SyncByteStream):
    """A body that can be read once."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"ab"
        yield b"c"


def test_request_keeps_its_body_as_content() -> None:
    assert not hasattr(httpx.Request("POST", "https://a", stream=Stream()), "_content")
    for request in (
        httpx.Request("POST", "https://a", content=b"abc"),
        httpx.Request("POST", "https://a", stream=Stream()),
    ):
        assert request.read() == request._content == b"abc"
    request._content = b"another"
    assert request.content == request.read() == b"another"


def test_response_keeps_its_body_as_content() -> None:
    response = httpx.Response(200, stream=Stream())
    assert not hasattr(response, "_content")
    assert response.read() == response._content == b"abc"
    assert b"".join(response.iter_bytes()) == b"abc"
    assert httpx.Response(200, content=b"abc")._content == b"abc"


@pytest.mark.anyio
async def test_response_is_read_when_its_content_is_set() -> None:
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream())
    response._content = b"another"
    assert response.content == response.read() == await response.aread() == b"another"
    assert response.text == "another"
    assert b"".join(response.iter_bytes()) == b"another"


def test_headers_are_a_list_of_name_lower_case_name_and_value() -> None:
    headers = httpx.Headers([(b"X-Name", b"a"), (b"Other", b"b")])
    assert headers._list == [(b"X-Name", b"x-name", b"a"), (b"Other", b"other", b"b")]
    assert isinstance(headers._list, list)
    headers._list.append((b"Content-Length", b"content-length", b"3"))
    assert headers["content-length"] == "3"
    assert headers.raw[-1] == (b"Content-Length", b"3")
    headers["X-Name"] = "c"
    assert headers._list[0] == (b"X-Name", b"x-name", b"c")
    assert httpx.Request("GET", "https://a", headers=headers).headers._list[-1][1] == b"content-length"


# httpx: clients and transports.


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, request=request)


@pytest.mark.parametrize("client_class", CLIENTS)
def test_client_has_its_transport_and_its_mounts(client_class: Any) -> None:
    transport, mounted = httpx.MockTransport(answer), httpx.MockTransport(answer)
    client = client_class(transport=transport, trust_env=False)
    assert client._transport is transport
    assert client._mounts == {}
    client = client_class(transport=transport, mounts={"https://a": mounted})
    assert list(client._mounts.values()) == [mounted]
    assert client._transport_for_url(httpx.URL("https://a")) is mounted
    assert client._transport_for_url(httpx.URL("https://b")) is transport


@pytest.mark.parametrize("client_class", CLIENTS)
def test_environment_mounts_no_proxies_when_a_transport_is_given(
    client_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert client_class(transport=httpx.MockTransport(answer))._mounts == {}


@pytest.mark.parametrize("client_class", CLIENTS)
def test_methods_replaced_by_tools_are_functions_of_the_client(client_class: Any) -> None:
    for name in clients._REPLACED_BY_TOOLS:
        assert type(getattr(client_class, name)) is FunctionType, name
        assert is_original(getattr(client_class, name)), name
    assert {"_send_handling_auth", "_send_single_request"} < clients._REPLACED_BY_TOOLS


@pytest.mark.anyio
@pytest.mark.parametrize("is_async", [False, True])
async def test_methods_replaced_by_tools_are_called_for_a_request(is_async: bool) -> None:
    """Check that the list is complete: these are all functions of a client between `send` and its transport."""
    passed: list[str] = []
    client: Any = (httpx.AsyncClient if is_async else httpx.Client)(transport=httpx.MockTransport(answer))

    def noting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            passed.append(name)
            return function(*args, **kwargs)

        return call

    names = [name for name, value in vars(type(client)).items() if "send" in name and isinstance(value, FunctionType)]
    for name in [*names, "_transport_for_url"]:
        setattr(client, name, noting(name, getattr(client, name)))
    sent = client.send(client.build_request("GET", "https://a"))
    if is_async:
        await sent
        await client.aclose()
    else:
        client.close()
    expected = ["send", "_send_handling_auth", "_send_handling_redirects", "_send_single_request", "_transport_for_url"]
    assert passed == expected
    assert set(expected) == clients._REPLACED_BY_TOOLS


def test_client_creates_its_transports_in_two_methods() -> None:
    made: list[tuple[str, Any, dict[str, Any]]] = []

    class Client(httpx.AsyncClient):
        def _init_transport(self, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
            made.append(("transport", args, kwargs))
            return httpx.MockTransport(answer)

        def _init_proxy_transport(self, proxy: httpx.Proxy, *args: Any, **kwargs: Any) -> httpx.AsyncBaseTransport:
            assert args == ()
            made.append(("proxy", proxy, kwargs))
            return httpx.MockTransport(answer)

    limits = httpx.Limits(max_connections=1)
    Client(proxy="http://127.0.0.1:9", verify=False, http1=True, http2=False, trust_env=False, limits=limits)
    assert [name for name, _, _ in made] == ["transport", "proxy"]
    assert made[0][1] == ()
    assert made[1][1].url == httpx.URL("http://127.0.0.1:9")
    for _, _, kwargs in made:
        assert {"verify", "http1", "http2", "limits", "trust_env"} <= kwargs.keys()
        assert (kwargs["verify"], kwargs["limits"]) == (False, limits)
    assert "transport" in made[0][2]


@pytest.mark.parametrize(
    ("own", "base"),
    [(blocking.HTTPTransport, httpx.HTTPTransport), (asynchronous.AsyncHTTPTransport, httpx.AsyncHTTPTransport)],
)
def test_transport_needs_no_constructor_of_its_base(own: type, base: type) -> None:
    """Check that each method that uses attributes set by the constructor of httpx's transport is replaced."""
    methods = {
        name for cls in base.__mro__[:-1] for name, value in vars(cls).items() if isinstance(value, FunctionType)
    }
    assert {"handle_request", "close"} <= methods or {"handle_async_request", "aclose"} <= methods
    assert methods <= vars(own).keys()
    assert not [name for name, value in vars(base).items() if isinstance(value, property)]


# aiohttp and httpx_aiohttp.


def test_aiohttp_session_has_its_cookie_jar_and_response_class() -> None:
    aiohttp = pytest.importorskip("aiohttp")
    httpx_aiohttp = pytest.importorskip("httpx_aiohttp")

    async def look() -> None:
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            assert session._cookie_jar is jar
            assert session._response_class is aiohttp.ClientResponse
        transport = httpx_aiohttp.AiohttpTransport()
        session = transport.get_client()
        assert isinstance(session, aiohttp.ClientSession)
        await session.close()

    asyncio.run(look())


def test_aiohttp_connector_has_its_idle_connections() -> None:
    aiohttp = pytest.importorskip("aiohttp")

    async def look(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            connector: Any = session.connector
            assert not connector._conns
            async with session.get(url) as response:
                await response.read()
            ((idle,),) = connector._conns.values()
            protocol = idle[0]
            assert protocol.should_close is False
            assert callable(protocol.close)
            connector._close()
            assert not connector._conns
            assert connector.closed

    with ScriptedServer(sized(b"hello")) as server:
        asyncio.run(look(server.url))


def test_httpx_aiohttp_stream_has_the_aiohttp_response() -> None:
    aiohttp = pytest.importorskip("aiohttp")
    httpx_aiohttp = pytest.importorskip("httpx_aiohttp")

    async def look(url: str) -> None:
        client = httpx.AsyncClient(transport=httpx_aiohttp.AiohttpTransport(), trust_env=False)
        async with client, client.stream("GET", url) as response:
            stream: Any = response.stream
            content = getattr(stream, "_stream", stream)._aiohttp_response.content  # httpx wraps the stream
            assert isinstance(content, aiohttp.StreamReader)
            assert not content.is_eof()
            content.set_exception(aiohttp.ClientConnectionError("closed"))
            with pytest.raises(httpx.TransportError):
                await response.aread()

    with ScriptedServer([head("content-length: 5") + b"h", threading.Event()]) as server:
        asyncio.run(look(server.url))


# The scan.

PACKAGE = Path(groq.__file__).parent
FOREIGN = (
    "httpx",
    "httpcore",
    "h11",
    "aiohttp",
    "httpx_aiohttp",
    "httpx2",
    "anyio",
    "trio",
    "asyncio",
    "ssl",
    "socket",
)

# Private names of other packages: module, name.
OF_OTHERS = {
    ("_models.validators", "_rebuild_lock"),
    ("_response.bodies", "_content"),
    ("_retry.logs", "_content"),
    ("_request.templates", "_content"),
    ("_request.templates", "_list"),
    ("_transport.adapters.aiohttp", "_aiohttp_response"),
    ("_transport.adapters.aiohttp", "_close"),
    ("_transport.adapters.aiohttp", "_conns"),
    ("_transport.adapters.aiohttp", "_cookie_jar"),
    ("_transport.adapters.aiohttp", "_response_class"),
    ("_transport.clients", "_mounts"),
    ("_transport.clients", "_transport"),
    ("_utils._lazy", "_module_locks"),
}
# Private names of this package that another of its modules uses.
OF_THIS_PACKAGE = {
    ("_client", "_custom_query"),
    ("_client", "_owns_client"),
    ("_client", "_quota"),
    ("_reprs", "_cast_to"),
    ("_reprs", "_iterator"),
    ("_advice", "_client"),
    ("lib.bulk.clients", "_derived"),
    ("lib.tools.calls", "_client"),
    ("_options", "_options"),
    ("_rate_limits", "_response_headers"),
    ("_request.builder", "_base_url"),
    ("_request.builder", "_base_url_text"),
    ("_request.builder", "_client"),
    ("_request.builder", "_custom_headers"),
    ("_request.builder", "_custom_query"),
    ("_request.builder", "_options"),
    ("_request.builder", "_templates"),
}
# Methods and attributes of classes of other packages that classes of this one replace.
REPLACED = {
    ("AioHttpClient", "_init_transport"),
    ("AioHttpClient", "_init_proxy_transport"),
}


def modules() -> dict[str, ast.Module]:
    paths = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in tree.python_files(PACKAGE)}
    return {name: tree.parse(path) for name, path in paths.items()}


@cache
def nodes(module: ast.Module) -> list[ast.AST]:
    return list(ast.walk(module))


def is_private(name: str) -> bool:
    public = ("_", "_asdict", "_replace")  # the last two are documented methods of named tuples
    return name.startswith("_") and not name.startswith("__") and name not in public


def is_self(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        node = node.func
        return isinstance(node, ast.Name) and node.id == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def defined(module: ast.Module) -> set[str]:
    """Return the names that a module defines: functions, classes, attributes, slots; not names it only annotates."""
    found: set[str] = set()
    annotated = {id(node.target) for node in nodes(module) if isinstance(node, ast.AnnAssign) and node.value is None}
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_self(node.value):
            found.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in annotated:
            found.add(node.id)
        elif isinstance(node, ast.Assign) and tree.dotted(node.targets[0]) == "__slots__":
            found.update(str(one.value) for one in ast.walk(node.value) if isinstance(one, ast.Constant))
    return found


def imported(name: str, module: ast.Module) -> Iterator[str]:
    """Yield the modules of this package that a module imports from."""
    for node in nodes(module):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = name.split(".")[: -node.level]
            yield ".".join([*base, *([node.module] if node.module else [])])


def used(module: ast.Module) -> Iterator[tuple[int, bool, str]]:
    """Yield each use of a private attribute: line, whether it is an attribute of `self`, and name."""
    for node in nodes(module):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            yield node.lineno, is_self(node.value), node.attr
        elif (
            isinstance(node, ast.Call)
            and tree.dotted(node.func) in ("getattr", "setattr", "hasattr", "delattr")
            and len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
            and is_private(str(node.args[1].value))
        ):
            yield node.lineno, is_self(node.args[0]), str(node.args[1].value)


def found_uses(sources: dict[str, ast.Module]) -> dict[tuple[str, str], list[int]]:
    """Return the private names that a module uses but does not own, with the lines.

    A module owns the names that it defines. For `self` and `cls`, it also owns those of the modules that it imports
    from, which have the base classes.
    """
    names = {name: defined(module) for name, module in sources.items()}
    found: dict[tuple[str, str], list[int]] = {}
    for name, module in sources.items():
        of_bases = set().union(names[name], *(names.get(one, set()) for one in imported(name, module)))
        for line, is_own, attribute in used(module):
            if attribute not in (of_bases if is_own else names[name]):
                found.setdefault((name, attribute), []).append(line)
    return found


def private_imports(module: ast.Module) -> Iterator[str]:
    """Yield the imports of private modules or names of other packages."""
    for node in nodes(module):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            first, *parts = name.split(".")
            if first != "groq" and any(is_private(part) for part in (first, *parts)):
                yield name


def test_private_names_are_used_only_where_listed() -> None:
    found = found_uses(modules())
    unknown = {use: lines for use, lines in found.items() if use not in OF_OTHERS | OF_THIS_PACKAGE}
    assert not unknown, f"expected uses that are in the lists, got {unknown}"
    assert (OF_OTHERS | OF_THIS_PACKAGE) - found.keys() == set(), "the lists have uses that no longer exist"


def test_private_modules_of_other_packages_are_not_imported() -> None:
    found = {name: imports for name, module in modules().items() if (imports := list(private_imports(module)))}
    assert found == {}


def own_classes() -> Iterator[type]:
    for name in modules():
        if name.partition(".")[0] in ("types", "resources", "testing", "__init__"):
            continue
        try:
            module = importlib.import_module(f"groq.{name.removesuffix('.__init__')}")
        except ImportError:  # needs an extra
            continue
        yield from (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)


def test_private_names_of_base_classes_are_replaced_only_where_listed() -> None:
    found = {
        (cls.__name__, name)
        for cls in own_classes()
        for base in cls.__mro__
        if base.__module__.partition(".")[0] in FOREIGN
        for name in vars(cls)
        if is_private(name) and name in vars(base) and name != "_abc_impl"  # generated by Python
    }
    assert found <= REPLACED
    if any(cls.__name__ == "AioHttpClient" for cls in own_classes()):
        assert found == REPLACED


SAMPLE = """
from . import base
import asyncio.base_events
from ssl import _create_unverified_context
import _ssl
class A(base.B):
    _declared: int
    __slots__ = ("_slot",)
    def _method(self, other, client):
        self._stored = 1
        self._slot, self._method(), other._method(), self._of_base, other._stored
        self._declared, client._content, self._unknown, super()._base
        getattr(client, "_list", None), getattr(client, "public"), other.__class__, client._content.x
"""


def test_scan_finds_private_names() -> None:
    sources = {"module": ast.parse(SAMPLE), "": ast.parse("def _of_base(): ...")}
    assert set(found_uses(sources)) == {
        ("module", "_declared"),
        ("module", "_content"),
        ("module", "_unknown"),
        ("module", "_base"),
        ("module", "_list"),
    }
    assert list(private_imports(sources["module"])) == ["ssl._create_unverified_context", "_ssl"]
