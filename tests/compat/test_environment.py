"""Check that the other tests use this checkout and the pinned releases of the dependants."""

from __future__ import annotations

import socket
import sys
from importlib import metadata
from pathlib import Path

import pytest

import groq

from . import conftest

ROOT = Path(__file__).resolve().parents[2]
COMPAT = [ROOT / "requirements" / "compat.txt"]
if sys.version_info >= (3, 11):
    COMPAT.append(ROOT / "requirements" / "compat-more.txt")

# Their requirements exclude groq 1.7.0 and this version: pip would install an older one.
BEHIND = {"aisuite", "instructor", "langchain-groq"}
if sys.version_info >= (3, 11):
    BEHIND |= {"langroid", "mirascope"}


@pytest.fixture(autouse=True, scope="module")
def compat_run(request: pytest.FixtureRequest) -> None:
    if not conftest.is_compat_run(request.config):
        pytest.skip("needs the packages that depend on groq: run scripts/test-compat")


def pins() -> dict[str, str]:
    return dict(line.split("==") for path in COMPAT for line in path.read_text().split())


def test_groq_is_this_checkout() -> None:
    assert Path(groq.__file__).is_relative_to(ROOT / "src")
    assert metadata.version("groq") == groq.__version__


def test_dependants_are_installed_as_pinned() -> None:
    assert {name: metadata.version(name) for name in pins()} == pins()


def test_dependants_accept_this_version_of_groq() -> None:
    from packaging.requirements import Requirement

    asked = {
        name: requirement.specifier
        for name in pins()
        for requirement in map(Requirement, metadata.requires(name) or [])
        if requirement.name == "groq"
    }
    refusing = {name for name, specifier in asked.items() if not specifier.contains(groq.__version__)}
    assert refusing == BEHIND
    assert {name for name in asked if not asked[name].contains("1.7.0")} == BEHIND


def test_connections_to_other_machines_are_refused() -> None:
    with pytest.raises(OSError, match="must not reach the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    assert conftest.attempts == ["192.0.2.1"]
    conftest.attempts.clear()
