"""The base URL: environment, normalisation, validation, and the warning about plain HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from groq import (
    AsyncGroq,
    Groq,
    GroqError,
)

from ..support.answers import MESSAGES
from ..support.calls import AnyClient
from ..support.wire import Wire


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.groq.com", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1/", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://api.groq.com/openai/v1//", "https://api.groq.com/openai/v1/chat/completions"),
        ("http://localhost:8080", "http://localhost:8080/openai/v1/chat/completions"),
        ("https://proxy.test/groq", "https://proxy.test/groq/openai/v1/chat/completions"),
        ("https://proxy.test/groq/openai/v1", "https://proxy.test/groq/openai/v1/chat/completions"),
        ("http://[::1]:8000", "http://[::1]:8000/openai/v1/chat/completions"),
        (httpx.URL("https://proxy.test/groq/"), "https://proxy.test/groq/openai/v1/chat/completions"),
    ],
    ids=str,
)
def test_requests_go_to_the_base_url(
    make: Callable[..., Groq], wire: Wire, base_url: str | httpx.URL, expected: str
) -> None:
    client = make(base_url=base_url)
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.last.url) == expected
    assert isinstance(client.base_url, httpx.URL)


def test_base_url_falls_back_to_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(Groq().base_url) == "https://api.groq.com"
    monkeypatch.setenv("GROQ_BASE_URL", "https://env.test/openai/v1")
    assert str(Groq().base_url) == "https://env.test/openai/v1/"
    assert str(Groq(base_url="https://given.test").base_url) == "https://given.test"
    monkeypatch.setenv("GROQ_BASE_URL", "")
    assert str(Groq().base_url) == "https://api.groq.com"


def test_base_url_can_be_assigned(make: Callable[..., Groq], wire: Wire) -> None:
    client = make()
    client.base_url = "https://other.test/openai/v1"
    client.chat.completions.create(messages=MESSAGES, model="m")
    assert str(wire.last.url) == "https://other.test/openai/v1/chat/completions"
    assert isinstance(client.base_url, httpx.URL)


@pytest.mark.parametrize(
    "url", ["", "api.groq.com", "/openai/v1", "https://", "https://x.test?a=1", "https://x.test#a"]
)
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_rejects_base_url_that_is_not_a_url(cls: type[AnyClient], url: str) -> None:
    with pytest.raises(GroqError, match=r"base_url: expected a URL such as 'https://api\.groq\.com', got "):
        cls(base_url=url)


@pytest.mark.parametrize("url", [7, b"https://x.test", "https://x.test:port"], ids=repr)
def test_rejects_unparsable_base_url_with_cause(url: Any) -> None:
    with pytest.raises(GroqError, match="base_url: expected a URL") as caught:
        Groq(base_url=url)
    assert caught.value.__cause__ is not None


def test_error_for_query_in_base_url_suggests_default_query() -> None:
    with pytest.raises(GroqError, match="Put query parameters into default_query"):
        Groq(base_url="https://x.test?version=1")


def test_rejects_invalid_base_url_from_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_BASE_URL", "localhost")
    with pytest.raises(GroqError, match="got 'localhost'"):
        Groq()


@pytest.mark.parametrize("path", ["/openai/v1/chat/completions", "/chat/completions/"])
def test_rejects_endpoint_url_as_base_url(path: str) -> None:
    with pytest.raises(GroqError, match="Leave out '/chat/completions'"):
        Groq(base_url=f"https://api.groq.com{path}")


def test_redacts_password_of_invalid_base_url() -> None:
    with pytest.raises(GroqError) as caught:
        Groq(base_url="https://u:hunter2@x?y")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "api.groq.com", "https://x:99999"])
def test_rejects_base_url_without_usable_scheme_host_or_port(url: str) -> None:
    with pytest.raises(GroqError, match=r"^base_url: expected a URL such as 'https://api\.groq\.com', got "):
        Groq(base_url=url)


def test_strips_spaces_around_base_url() -> None:
    assert str(Groq(base_url=" https://api.groq.com/openai/v1\n").base_url) == "https://api.groq.com/openai/v1/"


@pytest.mark.parametrize(
    ("host", "hint"),
    [
        ("a" * 64 + ".example", "1 to 63 characters"),
        ("..", "1 to 63 characters"),
        ("a..b", "1 to 63 characters"),
        ("xn--zz--", "an invalid name: "),
    ],
)
def test_rejects_invalid_host_before_sending(host: str, hint: str) -> None:
    with pytest.raises(GroqError, match=hint):
        Groq(api_key="k", base_url=f"https://{host}")
    with pytest.raises(ValueError, match=hint):
        Groq(api_key="k").get(f"https://{host}/x", cast_to=dict)


def test_rejects_invalid_port_before_sending() -> None:
    with pytest.raises(ValueError, match="Ports go from 1 up to 65535"):
        Groq(api_key="k").get("http://127.0.0.1:99999/x", cast_to=dict)


def test_warns_once_per_host_about_unencrypted_base_url() -> None:
    with pytest.warns(UserWarning, match=r"plain-1\.test unencrypted"):
        Groq(api_key="k", base_url="http://plain-1.test")
    Groq(api_key="k", base_url="http://plain-1.test/openai/v1")  # a second warning would raise
    with pytest.warns(UserWarning, match=r"plain-2\.test"):
        AsyncGroq(api_key="k", base_url="http://plain-2.test")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8000", "api.localhost"])
def test_does_not_warn_about_loopback_base_url(host: str) -> None:
    Groq(api_key="k", base_url=f"http://{host}")
    Groq(api_key="k", base_url="https://plain-3.test")


@pytest.mark.parametrize(
    "make",
    [
        lambda url: Groq(api_key="k", base_url=url),
        lambda url: AsyncGroq(api_key="k", base_url=url),
        lambda url: Groq(api_key="k").copy(base_url=url),
        lambda url: AsyncGroq(api_key="k").with_options(base_url=url),
        lambda url: setattr(Groq(api_key="k"), "base_url", url),
    ],
    ids=["Groq", "AsyncGroq", "copy", "with_options", "base_url"],
)
def test_warning_points_at_the_line_of_the_caller(make: Callable[[str], Any], request: pytest.FixtureRequest) -> None:
    with pytest.warns(UserWarning, match="unencrypted") as warned:
        make(f"http://caller-{request.node.callspec.id}.test".replace("_", "-"))
    assert [(one.filename, one.lineno) for one in warned] == [(__file__, make.__code__.co_firstlineno)]
