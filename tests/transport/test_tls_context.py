"""The TLS context that clients with the default settings share."""

from __future__ import annotations

import contextlib
import gc
import ssl
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import certifi
import httpx
import pytest

from groq import (
    APIConnectionError,
    APITimeoutError,
    AsyncGroq,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Groq,
    GroqError,
)
from groq._transport.tls import ContextSource

from ..support.clients import CHAT, async_client, sync_client
from ..support.server import Piece, ScriptedServer, Step, head, sized
from ..support.tls import server_context

MAKERS: list[Callable[..., Any]] = [DefaultHttpxClient, DefaultAsyncHttpxClient]


@pytest.fixture(autouse=True)
def no_authorities_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def shared(**options: Any) -> ssl.SSLContext:
    return ContextSource(True, None, **{"trust_env": True, **options})()


def context_of(client: Any) -> ssl.SSLContext:
    context: ssl.SSLContext = client._transport._settings.context()
    return context


@pytest.mark.parametrize("maker", MAKERS)
def test_clients_with_default_settings_share_one_context(maker: Callable[..., Any]) -> None:
    assert context_of(maker()) is context_of(maker(timeout=3)) is shared()
    assert context_of(Groq(api_key="k")._client) is context_of(AsyncGroq(api_key="k")._client)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("verify", ["off", "of the caller"])
def test_clients_with_other_settings_do_not_share_it(maker: Callable[..., Any], verify: str) -> None:
    client = maker(verify=False if verify == "off" else ssl.create_default_context())
    assert context_of(client) is not shared()
    assert shared(http2=True) is not shared()


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_unreadable_certificates_are_an_error_of_the_first_call(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "missing"
    monkeypatch.setenv(name, str(path))
    with ScriptedServer() as server:
        url = server.url.replace("http://127.0.0.1", "https://localhost")
        expected = pytest.raises(GroqError, match=f"{name}={path}")
        with Groq(api_key="k", base_url=url, max_retries=0) as client, expected:
            client.chat.completions.create(**CHAT)
        async with AsyncGroq(api_key="k", base_url=url, max_retries=0) as aclient:
            with expected:
                await aclient.chat.completions.create(**CHAT)


def test_context_verifies_and_rejects_old_tls() -> None:
    context = shared()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.cert_store_stats()["x509_ca"] > 50


def test_context_uses_the_environment_from_client_creation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = Path(certifi.where()).read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    (tmp_path / "one.pem").write_text(one)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "one.pem"))
    context = ContextSource(True, None, trust_env=True)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert context().cert_store_stats()["x509_ca"] == 1
    assert shared() is not context()


def test_environment_is_ignored_when_it_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    assert shared(trust_env=False).cert_store_stats()["x509_ca"] > 50


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """The TLS context of a server, and the certificate file of its authority."""
    folder = tmp_path_factory.mktemp("certificates")
    return server_context(folder), str(folder / "root.pem")


@pytest.fixture
def tls(authority: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", authority[1])
    return authority[0]


SPEECH: dict[str, Any] = {"input": "Hi", "model": "m", "voice": "hannah"}
UNSIZED = [head("content-type: audio/wav"), b"so"]


@pytest.mark.anyio
@pytest.mark.parametrize(("end", "is_whole"), [(Step.END_TLS, True), (Step.HANG_UP, False)])
async def test_body_without_length_is_complete_only_with_close_notify(
    end: Step, is_whole: bool, tls: ssl.SSLContext
) -> None:
    reply: list[Piece] = [*UNSIZED, end]
    outcomes: list[object] = []
    with ScriptedServer(reply, reply, tls=tls) as server:
        with sync_client(server.url, http_client=DefaultHttpxClient()) as client:
            try:
                outcomes.append(client.audio.speech.create(**SPEECH).content)
            except APIConnectionError as err:
                outcomes.append(type(err))
        async with async_client(server.url, http_client=DefaultAsyncHttpxClient()) as aclient:
            try:
                outcomes.append((await aclient.audio.speech.create(**SPEECH)).content)
            except APIConnectionError as err:
                outcomes.append(type(err))
    assert outcomes == [b"so" if is_whole else APIConnectionError] * 2


@pytest.mark.anyio
@pytest.mark.parametrize("settings", [{"verify": "the authority"}, {"verify": False}])
async def test_truncated_tls_body_is_an_error_for_any_verify(
    settings: dict[str, Any], tls: ssl.SSLContext, authority: tuple[ssl.SSLContext, str]
) -> None:
    settings = {"verify": settings["verify"] and authority[1]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # emitted by httpx
        http_client, async_http_client = DefaultHttpxClient(**settings), DefaultAsyncHttpxClient(**settings)
    with ScriptedServer([*UNSIZED, Step.HANG_UP], [*UNSIZED, Step.HANG_UP], tls=tls) as server:
        with sync_client(server.url, http_client=http_client) as client, pytest.raises(APIConnectionError):
            _ = client.audio.speech.create(**SPEECH)
        async with async_client(server.url, http_client=async_http_client) as aclient:
            with pytest.raises(APIConnectionError):
                await aclient.audio.speech.create(**SPEECH)


@pytest.mark.anyio
@pytest.mark.parametrize("start", [[], [head("content-length: 9"), b"{"], [head("content-type: text/event-stream")]])
@pytest.mark.parametrize("is_stream", [False, True])
async def test_connection_error_for_invalid_tls_records(
    start: list[Piece], is_stream: bool, tls: ssl.SSLContext
) -> None:
    reply: list[Piece] = [*start, Step.GARBAGE]
    with ScriptedServer(reply, reply, tls=tls) as server:
        with sync_client(server.url, http_client=DefaultHttpxClient()) as client, pytest.raises(APIConnectionError):
            list(client.chat.completions.create(**CHAT, stream=is_stream))

        async def read(aclient: AsyncGroq) -> None:
            answer: Any = await aclient.chat.completions.create(**CHAT, stream=is_stream)
            async for _ in answer:
                pass

        async with async_client(server.url, http_client=DefaultAsyncHttpxClient()) as aclient:
            with pytest.raises(APIConnectionError):
                await read(aclient)


@pytest.mark.anyio
@pytest.mark.parametrize("way", ["a scope", "total_timeout"])
async def test_cancellation_during_the_handshake_closes_the_connection(way: str) -> None:
    gc.collect()
    gc.disable()
    try:
        options: dict[str, Any] = {"total_timeout": 1} if way == "total_timeout" else {}
        with ScriptedServer() as server:  # does not speak TLS, and waits
            url = server.url.replace("http://127.0.0.1", "https://localhost")
            async with async_client(url, http_client=DefaultAsyncHttpxClient(), **options) as client:
                with contextlib.suppress(APITimeoutError), anyio.move_on_after(1 if way == "a scope" else 10):
                    await client.chat.completions.create(**CHAT)
                assert await anyio.to_thread.run_sync(server.wait_for_hang_up)
    finally:
        gc.enable()


async def ids_of_two_calls(url: str, between: list[Callable[[], bool]]) -> list[str | None]:
    """Return the results of two calls each of a sync and an async client; wait for `between` to hold between them."""
    with sync_client(url, http_client=DefaultHttpxClient()) as client:
        ids = [client.chat.completions.create(**CHAT).id]
        assert between[0]()
        ids.append(client.chat.completions.create(**CHAT).id)
    async with async_client(url, http_client=DefaultAsyncHttpxClient()) as aclient:
        ids.append((await aclient.chat.completions.create(**CHAT)).id)
        assert between[1]()
        ids.append((await aclient.chat.completions.create(**CHAT)).id)
    return ids


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:Async generator 'httpx._multipart:ResourceWarning")
async def test_stalled_upload_over_tls_is_a_write_timeout(tls: ssl.SSLContext) -> None:
    upload: dict[str, Any] = {"model": "m", "file": ("a.wav", bytes(30_000_000))}
    timeout = httpx.Timeout(30, write=0.2)
    stuck: list[Piece] = [gate := threading.Event()]
    stalled = pytest.raises(APITimeoutError, match="Expected to send data")
    with ScriptedServer(stuck, stuck, tls=tls, hasty=True) as server:
        http_client, async_http_client = DefaultHttpxClient(), DefaultAsyncHttpxClient()
        with sync_client(server.url, http_client=http_client, timeout=timeout) as client, stalled:
            client.audio.transcriptions.create(**upload)
        async with async_client(server.url, http_client=async_http_client, timeout=timeout) as aclient:
            with stalled:
                await aclient.audio.transcriptions.create(**upload)
        gate.set()
        for number in range(2):  # not in the event loop, which closes connections in a later iteration
            assert await anyio.to_thread.run_sync(server.wait_for_hang_up, number)


@pytest.mark.anyio
@pytest.mark.parametrize("end", [Step.END_TLS, Step.HANG_UP])
async def test_reconnects_when_the_idle_connection_was_closed(end: Step, tls: ssl.SSLContext) -> None:
    first, second = sized(b'{"id":"1"}'), sized(b'{"id":"2"}')
    with ScriptedServer([*first, end], second, [*first, end], second, tls=tls) as server:
        ids = await ids_of_two_calls(
            server.url, [lambda: server.wait_for_hang_up(0), lambda: server.wait_for_hang_up(2)]
        )
    assert ids == ["1", "2"] * 2


@pytest.mark.anyio
async def test_extra_tls_record_is_not_the_next_response(tls: ssl.SSLContext) -> None:
    size = 16_384 - len(head("content-length: 16000"))
    record = head(f"content-length: {size}") + b'{"id":"1"}'.ljust(size)  # the maximum size of a TLS record
    both = [record + head("content-length: 10") + b'{"id":"2"}']
    with ScriptedServer(both, sized(b'{"id":"3"}'), both, sized(b'{"id":"3"}'), tls=tls) as server:
        ids = await ids_of_two_calls(
            server.url, [lambda: server.wait_for_replies(1), lambda: server.wait_for_replies(3)]
        )
    assert ids == ["1", "3"] * 2
