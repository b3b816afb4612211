"""`copy()` and `with_options()`: what a copy inherits, overrides and shares."""

from __future__ import annotations

import copy
import inspect
from typing import Any

import pytest

from groq import (
    AsyncGroq,
    Groq,
)

from ..support.answers import MESSAGES
from ..support.calls import create
from ..support.wire import Wire

# copy / with_options.


class Keeper(Groq):
    """A subclass with an additional option."""

    def __init__(self, *, region: str = "eu", **options: Any) -> None:
        super().__init__(**options)
        self.region = region


def test_copy_inherits_options(wire: Wire) -> None:
    http_client = wire.sync_client()
    original = Groq(
        api_key="k",
        base_url="https://x.test",
        timeout=3,
        max_retries=7,
        default_headers={"X-A": "1"},
        default_query={"q": 1},
        http_client=http_client,
        _strict_response_validation=True,
    )
    copy = original.copy()
    assert copy is not original
    assert (copy.api_key, str(copy.base_url), copy.timeout, copy.max_retries) == ("k", "https://x.test", 3, 7)
    assert copy.default_headers["X-A"] == "1"
    assert copy.default_query == {"q": 1}
    assert copy._client is http_client
    assert copy._strict_response_validation is True


def test_copy_overrides_options(wire: Wire) -> None:
    other = wire.sync_client()
    copy = Groq(api_key="k", http_client=wire.sync_client()).with_options(
        api_key="other", base_url="https://y.test", timeout=None, max_retries=0, http_client=other
    )
    assert (copy.api_key, str(copy.base_url), copy.timeout, copy.max_retries) == ("other", "https://y.test", None, 0)
    assert copy._client is other


def test_copy_leaves_original_unchanged(wire: Wire) -> None:
    original = Groq(default_headers={"X-A": "1"}, default_query={"q": 1}, http_client=wire.sync_client())
    original.with_options(default_headers={"X-A": "2", "X-B": "2"}, default_query={"q": 2, "r": 2}, max_retries=9)
    assert original.default_headers["X-A"] == "1"
    assert "X-B" not in original.default_headers
    assert original.default_query == {"q": 1}
    assert original.max_retries == 2


def test_copy_inherits_assigned_attributes(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    original.api_key = "new"
    original.timeout = 1
    original.max_retries = 9
    copy = original.copy()
    assert (copy.api_key, copy.timeout, copy.max_retries) == ("new", 1, 9)


def test_default_headers_add_and_set_default_headers_replace(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    client.with_options(default_headers={"X-B": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert (wire.headers["x-a"], wire.headers["x-b"]) == ("1", "2")
    client.with_options(set_default_headers={"X-B": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-b"] == "2"
    assert "x-a" not in wire.headers
    client.with_options(set_default_headers={}).chat.completions.create(messages=MESSAGES, model="m")
    assert not {"x-a", "x-b"} & set(wire.headers)


def test_default_query_adds_and_set_default_query_replaces(wire: Wire) -> None:
    client = Groq(default_query={"a": 1}, http_client=wire.sync_client())
    assert client.with_options(default_query={"b": 2}).default_query == {"a": 1, "b": 2}
    assert client.with_options(set_default_query={"b": 2}).default_query == {"b": 2}
    assert client.with_options(set_default_query={}).default_query == {}


@pytest.mark.parametrize("what", ["headers", "query"])
@pytest.mark.parametrize("empty", [{}, {"X-A": "1"}], ids=repr)
def test_rejects_default_together_with_set_default(wire: Wire, what: str, empty: dict[str, str]) -> None:
    both: dict[str, Any] = {f"default_{what}": empty, f"set_default_{what}": empty}
    with pytest.raises(ValueError, match=f"Expected default_{what} or set_default_{what}, got both"):
        Groq(http_client=wire.sync_client()).with_options(**both)


def test_copy_overrides_header_case_insensitively(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    client.with_options(default_headers={"x-a": "2"}).chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers.get_list("x-a") == ["2"]


def test_last_copy_of_three_overrides_header_case_insensitively(wire: Wire) -> None:
    client = Groq(default_headers={"X-A": "1"}, http_client=wire.sync_client())
    third = client.with_options(default_headers={"x-a": "2"}).with_options(default_headers={"X-A": "3"})
    third.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-a"] == "3"


def test_set_default_headers_replaces_headers_of_environment(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_CUSTOM_HEADERS", "X-Team: blue")
    client = Groq(http_client=wire.sync_client())
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["x-team"] == "blue"
    client.with_options(set_default_headers={}).chat.completions.create(messages=MESSAGES, model="m")
    assert "x-team" not in wire.headers


def test_shallow_copy_has_its_own_resources(wire: Wire) -> None:
    original = Groq(api_key="gsk_one", http_client=wire.sync_client())
    original.chat.completions.create(messages=MESSAGES, model="m")
    other = copy.copy(original)
    other.api_key = "gsk_two"
    other.chat.completions.create(messages=MESSAGES, model="m")
    assert wire.headers["authorization"] == "Bearer gsk_two"
    other.close()
    assert not original.is_closed()


def test_shallow_copy_of_subclass_keeps_its_attributes(wire: Wire) -> None:
    original: Any = Keeper(region="us", http_client=wire.sync_client())
    original.note = "kept"
    other = copy.copy(original)
    assert (type(other), other.region, other.note) == (Keeper, "us", "kept")
    assert other.chat is not original.chat


def test_copy_of_subclass_has_same_class(wire: Wire) -> None:
    original = Keeper(region="us", http_client=wire.sync_client())
    assert type(original.copy()) is Keeper
    assert original.copy(_extra_kwargs={"region": "asia"}).region == "asia"


def test_copy_shares_connections_and_does_not_close_them(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    with original.with_options(max_retries=0) as copy:
        assert copy._client is original._client
    copy.close()
    assert not original.is_closed()
    original.chat.completions.create(messages=MESSAGES, model="m")
    original.close()
    assert original.is_closed()


def test_copy_closes_its_own_http_client(wire: Wire) -> None:
    original = Groq(http_client=wire.sync_client())
    copy = original.copy(http_client=wire.sync_client())
    copy.close()
    assert copy.is_closed()
    assert not original.is_closed()


@pytest.mark.anyio
async def test_async_copy_shares_connections_and_does_not_close_them(wire: Wire) -> None:
    original = AsyncGroq(http_client=wire.async_client())
    async with original.with_options(max_retries=0) as copy:
        assert copy._client is original._client
    assert not original.is_closed()
    await create(original)
    await original.close()
    assert original.is_closed()


def test_with_options_is_copy() -> None:
    for untyped in list[Any]([Groq, AsyncGroq]):
        assert untyped.with_options is untyped.copy
    assert inspect.signature(Groq.copy) == inspect.signature(AsyncGroq.copy)
