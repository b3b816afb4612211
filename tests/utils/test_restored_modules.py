"""Lazy imports inside `patch.dict(sys.modules)`, which removes new modules afterwards, import each module once."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

PROGRAM = """
import sys
from unittest.mock import patch
import groq
with patch.dict(sys.modules):
    from groq import APIError, APIStatusError, Groq, NOT_GIVEN, omit
    from groq.types.chat import ChatCompletion
    client = Groq(api_key="k")
    client.models
    {inside}
assert "groq._client" not in sys.modules
import httpx, pydantic

body = {{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}}
status = 200
transport = httpx.MockTransport(lambda request: httpx.Response(status, json=body))
chat = {{"messages": [{{"role": "user", "content": "Hi"}}], "model": "m"}}
http_client = httpx.Client(transport=transport)
for one in (client.with_options(http_client=http_client), Groq(api_key="k", http_client=http_client)):
    answer = one.chat.completions.create(**chat, stop=omit, user=NOT_GIVEN, timeout=NOT_GIVEN)
    assert type(answer) is ChatCompletion and isinstance(answer, groq.BaseModel), type(answer)
    assert isinstance(answer, pydantic.BaseModel)
    status = 400
    try:
        one.chat.completions.create(**chat)
    except APIError as err:
        assert isinstance(err, APIStatusError) and type(err) is groq.BadRequestError
    status = 200

import groq._client, groq._exceptions, groq._types, groq.types.chat.chat_completion as module
from groq.resources.chat.completions import Completions
assert groq._client.Groq is Groq is groq.Groq and groq._exceptions.APIError is APIError
assert groq._types.omit is omit and module.ChatCompletion is ChatCompletion
assert type(client.chat.completions) is Completions
"""


@pytest.mark.parametrize("inside", ["pass", "client.chat.completions", "import groq.resources"])
def test_modules_are_imported_once_when_sys_modules_was_restored(inside: str) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM.format(inside=inside)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    root = tmp_path / "restored"
    root.mkdir()
    (root / "__init__.py").write_text(
        "from groq._utils._lazy import lazy_names\n"
        '__getattr__, __dir__ = lazy_names(__name__, {"Thing": ".thing", "helper": ".other"})\n'
    )
    (root / "thing.py").write_text("class Thing: ...\n")
    (root / "other.py").write_text("from .thing import Thing\nhelper = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "restored"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("restored")


def test_removed_module_is_restored(package: ModuleType) -> None:
    with patch.dict(sys.modules):
        thing = package.Thing
        first = sys.modules["restored.thing"]
    spec = first.__spec__
    assert "restored.thing" not in sys.modules
    assert importlib.import_module("restored.thing") is first
    assert importlib.import_module("restored.other").Thing is thing
    assert first.__spec__ is spec


def test_module_is_imported_anew_when_it_is_reloaded(package: ModuleType) -> None:
    thing = package.Thing
    assert importlib.reload(sys.modules["restored.thing"]).Thing is not thing


def test_modules_are_imported_anew_when_their_package_was_removed_too(
    package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = package.Thing
    for name in ("restored", "restored.thing"):
        monkeypatch.delitem(sys.modules, name)
    again = importlib.import_module("restored")
    assert again is not package
    assert again.Thing is not thing
