"""The headers that name the system, computed without a process, a file or a wait."""

from __future__ import annotations

import os
import sys

import pytest

from groq._request.platform import get_architecture, get_platform

from ..support.run_python import run_python


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("linux", "Linux"),
        ("darwin", "MacOS"),
        ("win32", "Windows"),
        ("cygwin", "Windows"),
        ("freebsd14", "FreeBSD"),
        ("openbsd7", "OpenBSD"),
        ("ios", "iOS"),
        ("android", "Android"),
        ("sunos5", "Other:sunos5"),
    ],
)
def test_platform_is_derived_from_sys_platform(name: str, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", name)
    assert str(get_platform()) == system


def test_platform_is_android_when_the_interpreter_has_an_api_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getandroidapilevel", lambda: 30, raising=False)
    assert get_platform() == "Android"


@pytest.mark.parametrize(
    ("machine", "name"),
    [("x86_64", "x64"), ("AMD64", "x64"), ("aarch64", "arm64"), ("arm64", "arm64"), ("riscv64", "other:riscv64")],
)
def test_architecture_is_named_as_by_other_clients(machine: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Uname:
        def __init__(self) -> None:
            self.machine = machine

    monkeypatch.setattr(os, "uname", Uname, raising=False)
    assert get_architecture() == name
    monkeypatch.delattr(os, "uname")
    monkeypatch.setenv("PROCESSOR_ARCHITECTURE", machine)
    assert get_architecture() == name
    monkeypatch.delenv("PROCESSOR_ARCHITECTURE")
    assert get_architecture() == "unknown"


def test_call_starts_no_process() -> None:
    code = """
import httpx, sys

def audit(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty"):
        print(event, arguments)

sys.addaudithook(audit)
body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}

def answer(request):
    print(request.headers["x-stainless-os"])
    return httpx.Response(200, json=body)

transport = httpx.MockTransport(answer)
Groq(api_key="k", http_client=httpx.Client(transport=transport)).chat.completions.create(**chat)
"""
    output, _ = run_python(code, "http://127.0.0.1")
    assert len(output.splitlines()) == 1, output
