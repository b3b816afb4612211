"""Pickled clients, also as arguments of functions in another process."""

from __future__ import annotations

import copy
import multiprocessing
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import anyio
import httpx
import pytest

from groq import AsyncGroq, Call, CallNext, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq, GroqError
from groq.lib.cache import ResponseCache
from groq.lib.fallback import Fallback
from groq.lib.limits import RateLimiter

from ..support.answers import EMPTY_BODY
from ..support.calls import AnyClient, create, finished
from ..support.server import ScriptedServer, sized

SECRET = "gsk_not_in_the_pickle"
CLASSES = pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
OPTIONS: dict[str, Any] = {
    "api_key": SECRET,
    "base_url": "http://127.0.0.1:1/prefix",
    "timeout": httpx.Timeout(3, connect=1),
    "max_retries": 7,
    "default_headers": {"X-A": "1"},
    "default_query": {"a": "1"},
    "total_timeout": 9.0,
    "stream_idle_timeout": 8.0,
    "max_event_bytes": 6,
    "max_body_bytes": 5,
    "follow_cross_origin_redirects": True,
    "_strict_response_validation": True,
}


class Agency(Groq):
    """A subclass with different constructor arguments."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


class Tenant(AsyncGroq):
    """A subclass with slots, one of them unset."""

    __slots__ = ("tenant", "unset")
    tenant: str


def pass_on(call: Call, call_next: CallNext) -> Any:
    return call_next(call)


def copied(client: Any) -> Any:
    return pickle.loads(pickle.dumps(client))


def called_in_other_process(client: AnyClient) -> str:
    async def call() -> str:
        identity: str = (await create(client)).id
        await finished(client.close())
        return f"{identity} {os.getpid()}"

    return anyio.run(call)


def set_key(key: str) -> None:
    os.environ["GROQ_API_KEY"] = key


@CLASSES
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_client_in_another_process_uses_the_key_of_that_process(client_class: Any, method: Any) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__])  # import the module once for both classes
    with ScriptedServer(sized(EMPTY_BODY)) as server:
        client = client_class(api_key=SECRET, base_url=server.url, timeout=20, max_retries=0)
        with ProcessPoolExecutor(1, context, initializer=set_key, initargs=("of-the-worker",)) as pool:
            answer = pool.submit(called_in_other_process, client).result(50)
        assert int(answer.split()[1]) != os.getpid()
        [request] = server.requests
        assert request.header("authorization") == "Bearer of-the-worker"


@CLASSES
def test_pickle_has_the_options_without_the_key(client_class: Any) -> None:
    client = client_class(**OPTIONS, middleware=[pass_on])
    client.mine = ["a"]
    assert client.with_raw_response.models
    assert client.chat.completions.with_streaming_response.create
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        pickled = pickle.dumps(client, protocol)
        assert SECRET.encode() not in pickled
        other = pickle.loads(pickled)
        assert (type(other), other.api_key, other.mine) == (client_class, "from-env", ["a"])
        for name in [*OPTIONS, "middleware"]:
            if name not in ("api_key", "default_headers"):
                assert getattr(other, name) == getattr(client, name), name
        headers = {**client.default_headers, "Authorization": "Bearer from-env"}
        assert other.default_headers == headers
        assert other._client is not client._client
        assert other.chat.completions._client is other


@pytest.mark.parametrize("part", ["chat", "chat.completions"])
def test_resource_pickles_with_its_client(part: str) -> None:
    with Groq(max_retries=7) as client:
        resource: Any = client
        for name in part.split("."):
            resource = getattr(resource, name)
        other = copied(resource)
        assert type(other) is type(resource)
        assert (other._client.max_retries, other._client is client) == (7, False)
        other._client.close()


def test_copy_made_by_with_options_pickles_with_its_own_connections() -> None:
    with Groq() as client:
        with copied(client.with_options(max_retries=0)) as other:
            assert other.max_retries == 0
        assert (other.is_closed(), client.is_closed()) == (True, False)
    with copied(other) as again:
        assert again.is_closed() is False


def test_subclass_pickles_without_its_constructor() -> None:
    with Agency("here") as client, copied(client) as other:
        assert (type(other), other.place) == (Agency, "here")


def test_subclass_pickles_with_its_slots() -> None:
    client = Tenant()
    client.tenant = "here"
    other = copied(client)
    assert (type(other), other.tenant, hasattr(other, "unset")) == (Tenant, "here", False)
    assert "tenant" not in vars(other)


@CLASSES
def test_error_names_the_remedy_when_the_process_has_no_key(client_class: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pickled = pickle.dumps(client_class(api_key=SECRET))
    monkeypatch.delenv("GROQ_API_KEY")
    with pytest.raises(GroqError, match=r"this process has none\. Set the environment variable GROQ_API_KEY there"):
        pickle.loads(pickled)


def test_environment_headers_are_read_in_the_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-Api-Key: one\nX-Name: here")
    with Groq(default_headers={"X-B": "2"}) as client:
        pickled = pickle.dumps(client)
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-Api-Key: two")
    with pickle.loads(pickled) as other:
        names = ("X-Api-Key", "X-Name", "X-B")
        assert [other.default_headers.get(name) for name in names] == ["two", None, "2"]


@pytest.mark.parametrize("name", ["Authorization", "x-api-key", "Proxy-Authorization"])
def test_rejects_header_with_a_credential(name: str) -> None:
    with (
        Groq(default_headers={name: SECRET}) as client,
        pytest.raises(TypeError, match=f"^default_headers: '{name}' has a credential.*GROQ_CUSTOM_HEADERS"),
    ):
        pickle.dumps(client)


def test_rejects_custom_http_client() -> None:
    with Groq(http_client=DefaultHttpxClient()) as client, pytest.raises(TypeError, match=r"^http_client: .*Make the"):
        pickle.dumps(client)


@pytest.mark.anyio
async def test_rejects_custom_async_http_client() -> None:
    async with AsyncGroq(http_client=DefaultAsyncHttpxClient()) as client:
        with pytest.raises(TypeError, match=r"^http_client: .*Make the"):
            pickle.dumps(client)


def test_error_names_unpicklable_middleware() -> None:
    options: dict[str, Any] = {"middleware": [pass_on, lambda call, call_next: call_next(call)]}
    with Groq(**options) as client, pytest.raises(TypeError, match=r"^middleware\[1\] cannot be pickled.*top of a"):
        pickle.dumps(client)


def test_middleware_of_this_package_pickles(tmp_path: Any) -> None:
    limiter = RateLimiter(share=0.25, max_in_flight=3, max_wait=None)
    cache = ResponseCache(tmp_path / "answers", expiry=5)
    with Groq(middleware=[cache, Fallback("m"), limiter]) as client, copied(client) as other:
        states = [vars(one).copy() for one in (*client.middleware, *other.middleware)]
        for state in states:
            for own in ("lock", "_local"):
                state.pop(own, None)
        assert states[:3] == states[3:]
        assert other.middleware[2] is not limiter


def test_deep_copies_share_one_rate_limiter() -> None:
    limiter = RateLimiter()
    with Groq(middleware=[limiter]) as client, copy.deepcopy(client) as other:
        assert other.middleware[0] is limiter
