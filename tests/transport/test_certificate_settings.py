"""Environment variables that name unusable TLS files: the error names the variable and the path."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest

from groq import AsyncGroq, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq, GroqError
from groq._transport import tls

from ..support.clients import CHAT
from ..support.server import ScriptedServer, sized
from ..support.tls import server_context

NOWHERE = "https://localhost:9"


@pytest.fixture(autouse=True)
def no_shared_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "_shared", {})
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)


def missing(folder: Path) -> Path:
    return folder / "missing"


def empty_file(folder: Path) -> Path:
    (folder / "empty").touch()
    return folder / "empty"


def other_file(folder: Path) -> Path:
    (folder / "text").write_text("not a certificate")
    return folder / "text"


def empty_folder(folder: Path) -> Path:
    (folder / "folder").mkdir()
    return folder / "folder"


def folder_without_hashes(folder: Path) -> Path:
    """Make a directory of certificates without the hashed names that OpenSSL looks up."""
    (empty_folder(folder) / "root.pem").write_text(Path(certifi.where()).read_text())
    return folder / "folder"


FILES = [missing, empty_file, other_file, empty_folder]
FOLDERS = [missing, empty_file, empty_folder, folder_without_hashes]


class Client(Groq):
    """A client that does not retry."""

    def _sleep(self, seconds: float) -> None:
        raise AssertionError(f"retries in {seconds} s")


class AsyncClient(AsyncGroq):
    """A client that does not retry."""

    async def _sleep(self, seconds: float) -> None:
        raise AssertionError(f"retries in {seconds} s")


async def check(error: type[Exception], match: str, client_options: dict[str, Any] | None = None) -> None:
    """Assert that the first call of a sync and an async client raises the error, without retries."""
    options: dict[str, Any] = {"api_key": "k", "base_url": NOWHERE, "max_retries": 0, **(client_options or {})}
    with Client(**options) as client, pytest.raises(error, match=match) as raised:
        client.chat.completions.create(**CHAT)
    assert type(raised.value) is error
    async with AsyncClient(**options) as aclient:
        with pytest.raises(error, match=match) as raised:
            await aclient.chat.completions.create(**CHAT)
    assert type(raised.value) is error


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "make"), [("SSL_CERT_FILE", one) for one in FILES] + [("SSL_CERT_DIR", one) for one in FOLDERS]
)
async def test_error_names_the_variable_of_unreadable_certificates(
    name: str, make: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = make(tmp_path)
    monkeypatch.setenv(name, str(path))
    await check(GroqError, f"certificates of {name}={path} cannot be read", {"max_retries": 2})


@pytest.mark.anyio
@pytest.mark.skipif(httpx.__version__ < "0.28", reason="httpx reads SSLKEYLOGFILE only with trust_env there")
@pytest.mark.filterwarnings("ignore:.verify=:DeprecationWarning")  # emitted by httpx
@pytest.mark.parametrize("make", [lambda folder: folder / "missing" / "log", empty_folder])
async def test_error_names_the_variable_of_an_unwritable_key_log(
    make: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = make(tmp_path)
    monkeypatch.setenv("SSLKEYLOGFILE", str(path))
    for certificates in (None, certifi.where()):
        if certificates is not None:
            monkeypatch.setenv("SSL_CERT_FILE", certificates)
        await check(GroqError, f"key log SSLKEYLOGFILE={path} cannot be written")
    for client_class in (DefaultHttpxClient, DefaultAsyncHttpxClient):
        with pytest.raises(GroqError, match=f"key log SSLKEYLOGFILE={path} cannot be written"):
            client_class(verify=certifi.where())


@pytest.mark.filterwarnings("ignore:.verify=:DeprecationWarning")  # emitted by httpx
def test_invalid_verify_argument_keeps_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No such file|invalid path"):  # depends on the release of httpx
        tls.ContextSource(str(tmp_path / "missing"), None, trust_env=True)


@pytest.mark.parametrize("how", ["SSL_CERT_FILE", "SSL_CERT_DIR", "two folders", "empty SSL_CERT_FILE"])
def test_certificates_from_the_environment_are_trusted(
    how: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = server_context(tmp_path)
    folder = empty_folder(tmp_path)
    (folder / f"{subject_hash(tmp_path / 'root.pem')}.0").write_bytes((tmp_path / "root.pem").read_bytes())
    paths = {"SSL_CERT_FILE": [tmp_path / "root.pem"], "SSL_CERT_DIR": [folder]}
    if how == "empty SSL_CERT_FILE":
        monkeypatch.setenv("SSL_CERT_FILE", "")
    name = how if how in paths else "SSL_CERT_DIR"
    monkeypatch.setenv(name, os.pathsep.join(map(str, paths.get(how, [tmp_path / "missing", folder]))))
    reply = sized(b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}')
    with ScriptedServer(reply, tls=context) as server, Groq(api_key="k", base_url=server.url) as client:
        assert client.chat.completions.create(**CHAT).id == "1"


def subject_hash(certificate: Path) -> str:
    """Return the name that OpenSSL looks for."""
    openssl = shutil.which("openssl")
    assert openssl is not None
    done = subprocess.run([openssl, "x509", "-hash", "-noout", "-in", certificate], capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("verify", [True, False])
def test_contexts_reject_old_tls_for_any_python_default(verify: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    make = ssl.create_default_context

    def lenient(*args: Any, **options: Any) -> ssl.SSLContext:
        context = make(*args, **options)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        return context

    monkeypatch.setattr(ssl, "create_default_context", lenient)
    assert tls.ContextSource(verify, None, trust_env=False)().minimum_version is ssl.TLSVersion.TLSv1_2
