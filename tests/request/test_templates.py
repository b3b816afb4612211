"""A request made from a template equals the request that httpx would build."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from groq import Groq, Omit
from groq._request.templates import RequestTemplates

from ..support.answers import EMPTY_COMPLETION, URL
from ..support.clients import CHAT


class Plain(httpx.Client):
    """Builds each request itself, because `build_request` is overridden."""

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        return super().build_request(*args, **kwargs)


class Sent:
    """A client whose requests are recorded, and the class of its httpx client."""

    def __init__(self, http: type[httpx.Client] = httpx.Client) -> None:
        self.requests: list[httpx.Request] = []
        self.http = http
        self.client = Groq(api_key="one", base_url="https://api.test", http_client=self.http_client())

    def http_client(self, **options: Any) -> httpx.Client:
        return self.http(transport=httpx.MockTransport(self.answer), **options)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json=EMPTY_COMPLETION)


def facts(request: httpx.Request) -> tuple[Any, ...]:
    return (
        request.method,
        str(request.url),
        sorted(request.headers.multi_items()),
        request.content,
        b"".join(request.stream),  # type: ignore[arg-type]  # of a sync client
        request.extensions,
    )


def new_key(sent: Sent) -> None:
    sent.client.api_key = "two"


def new_client_header(sent: Sent) -> None:
    sent.client._client.headers["X-Mine"] = "later"


def new_client_query(sent: Sent) -> None:
    sent.client._client.params = httpx.QueryParams({"later": "1"})


def new_client_cookie(sent: Sent) -> None:
    sent.client._client.cookies.set("later", "1")


def new_base_url(sent: Sent) -> None:
    sent.client.base_url = "https://other.test"


def new_default_header(sent: Sent) -> None:
    sent.client._custom_headers = {"X-Mine": "later"}


def new_default_query(sent: Sent) -> None:
    sent.client._custom_query = {"later": 1}


def new_timeout(sent: Sent) -> None:
    sent.client.timeout = httpx.Timeout(3, read=None)


def new_http_client(sent: Sent) -> None:
    sent.client._client = sent.http_client(headers={"User-Agent": "mine", "X-Mine": "1"})


CHANGES: list[Callable[[Sent], None]] = [
    new_key,
    new_client_header,
    new_client_query,
    new_client_cookie,
    new_base_url,
    new_default_header,
    new_default_query,
    new_timeout,
    new_http_client,
]


CALLS: list[dict[str, Any]] = [
    {},
    {"user": "ä" * 1000},
    {"extra_headers": {"X-Mine": "call"}},
    {"extra_headers": {"authorization": "Bearer mine"}},
    {"extra_headers": {"User-Agent": Omit()}},
    {"extra_headers": {"Host": "elsewhere.test"}},
    {"extra_headers": {"Content-Type": "application/json; charset=utf-8"}},
    {"extra_query": {"q": "1"}},
    {"timeout": 1.5},
    {"timeout": None},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_sends_changes_between_two_requests(change: Callable[[Sent], None]) -> None:
    fast, plain = Sent(), Sent(Plain)
    for sent in (fast, plain):
        sent.client.chat.completions.create(**CHAT)
        sent.client.chat.completions.create(**CHAT)
        change(sent)
        sent.client.chat.completions.create(**CHAT)
        sent.client.chat.completions.create(**CHAT, seed=1)
    assert [*map(facts, fast.requests)] == [*map(facts, plain.requests)]
    assert facts(fast.requests[1]) != facts(fast.requests[2])


@pytest.mark.parametrize("call", CALLS, ids=lambda call: ",".join(call) or "plain")
def test_call_with_options_between_plain_calls(call: dict[str, Any]) -> None:
    fast, plain = Sent(), Sent(Plain)
    for sent in (fast, plain):
        for arguments in ({}, call, call, {}):
            sent.client.chat.completions.create(**CHAT, **arguments)
    assert [*map(facts, fast.requests)] == [*map(facts, plain.requests)]


def test_second_request_is_made_from_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent()
    sent.client.chat.completions.create(**CHAT)
    built: list[object] = []
    monkeypatch.setattr(RequestTemplates, "keep", lambda *_: built.append(1))
    sent.client.chat.completions.create(**CHAT, seed=2)
    assert built == []


def test_changes_of_a_hook_do_not_affect_the_next_request() -> None:
    sent = Sent()

    def once(request: httpx.Request) -> None:
        request.headers["X-Once"] = str(len(sent.requests))
        request.extensions["timeout"]["read"] = 1.0

    sent.client.chat.completions.create(**CHAT)
    sent.client._client.event_hooks = {"request": [once]}
    sent.client.chat.completions.create(**CHAT)
    sent.client._client.event_hooks = {}
    sent.client.chat.completions.create(**CHAT)
    assert facts(sent.requests[0]) == facts(sent.requests[2])
    assert sent.requests[1].headers["X-Once"] == "1"


def test_sends_headers_changed_later_by_caller() -> None:
    sent = Sent()
    headers = {"X-Mine": "1"}
    for value in ("1", "2", "2"):
        headers["X-Mine"] = value
        sent.client.chat.completions.create(**CHAT, extra_headers=headers)
    assert [request.headers["X-Mine"] for request in sent.requests] == ["1", "2", "2"]


def test_calls_overridden_build_request_each_time() -> None:
    class Builder(httpx.Client):
        built = 0

        def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
            Builder.built += 1
            return super().build_request(*args, **kwargs)

    sent = Sent(Builder)
    for _ in range(3):
        sent.client.chat.completions.create(**CHAT)
    assert Builder.built == 3


def test_templates_are_bounded() -> None:
    templates = RequestTemplates()
    client = httpx.Client()
    for number in range(1000):
        url = f"{URL}/{number}"
        templates.keep(client, url, [{}], client.build_request("POST", url, content=b""))
    built = [
        templates.build(client, "POST", f"{URL}/{number}", headers=[{}], content=b"", timeout=None)
        for number in range(1000)
    ]
    assert 0 < sum(request is not None for request in built) <= 32
