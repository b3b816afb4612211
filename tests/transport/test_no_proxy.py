"""NO_PROXY in every common form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from groq import AsyncGroq, Groq

from ..support.engines import Engine
from ..support.proxy import BY_THE_PROXY, Proxy
from ..support.resolver import resolved
from ..support.server import ScriptedServer, sized

DIRECT = b"direct"

# NO_PROXY, the host of the URL, and whether the request bypasses the proxy. PORT is that of the server.
CASES: list[tuple[str, str, bool]] = [
    ("", "127.0.0.1", False),
    ("*", "127.0.0.1", True),
    ("other.test,*", "127.0.0.1", True),
    ("localhost", "localhost", True),
    ("localhost", "127.0.0.1", False),
    ("other.test", "api.test", False),
    ("api.test", "api.test", True),
    ("api.test", "sub.api.test", True),
    ("api.test", "notapi.test", False),
    ("api.test", "api.test.other", False),
    (".api.test", "sub.api.test", True),
    (".api.test", "deep.sub.api.test", True),
    (".api.test", "notapi.test", False),
    ("*.api.test", "sub.api.test", True),
    ("API.Test", "api.test", True),
    ("api.test", "API.TEST", True),
    ("api.test:PORT", "api.test", True),
    ("api.test:1", "api.test", False),
    ("127.0.0.1", "127.0.0.1", True),
    ("127.0.0.2", "127.0.0.1", False),
    ("127.0.0.1:PORT", "127.0.0.1", True),
    ("127.0.0.1:1", "127.0.0.1", False),
    ("127.0.0.0/8", "127.0.0.1", True),
    ("127.0.0.1/32", "127.0.0.1", True),
    ("10.0.0.0/8", "127.0.0.1", False),
    ("::1", "::1", True),
    ("[::1]", "::1", True),
    ("[::1]:PORT", "::1", True),
    ("[::1]:1", "::1", False),
    ("0:0:0:0:0:0:0:1", "::1", True),
    ("::2", "::1", False),
    ("::/64", "::1", True),
    ("fe80::/10", "::1", False),
    ("fd00::/8", "127.0.0.1", False),
    (" localhost , 127.0.0.1 ", "127.0.0.1", True),
    ("localhost\t,\n127.0.0.1", "127.0.0.1", True),
    (",,127.0.0.1,,", "127.0.0.1", True),
    ("localhost,127.0.0.1,::1,[::1],fe80::/10,10.0.0.0/8,.internal", "127.0.0.1", True),
    ("http://127.0.0.1", "127.0.0.1", True),
    ("http://127.0.0.1:PORT", "127.0.0.1", True),
    ("https://127.0.0.1", "127.0.0.1", False),
]

# Ignored entries: invalid, or meaningful only to other programs.
USELESS = [
    "[",
    "]",
    "[::1",
    "::1]",
    "[::1]:",
    "[::1]:port",
    "[::1]:99999999",
    ":",
    "::",
    ":80",
    "host:port",
    "host:99999999",
    "host:-1",
    "::1/200",
    "10.0.0.0/99",
    "10.0.0.0/x",
    "10.0.0.1/8",
    "300.300.300.300",
    "fe80::1%eth0",
    "[fe80::1%25eth0]",
    "two words",
    "a/b",
    "a?b#c@d",
    "user:pass@host",
    "%",
    "%zz",
    "*.",
    "*.*",
    "**",
    ".",
    "..",
    "-",
    "<local>",
    "http://[",
    "://",
    "caf\u00e9.test",
    "\u0645\u062b\u0627\u0644",
    "xn--",
    "a" * 300,
    "\x7f",
]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The proxy named by the environment."""
    with Proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        yield proxy


def expected(*, is_direct: bool) -> bytes:
    """Return the expected body."""
    return DIRECT if is_direct else BY_THE_PROXY


@pytest.mark.covering("values")
@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize(("value", "host", "is_direct"), CASES)
def test_host_bypasses_the_proxy_when_it_is_named(
    engine: Engine, value: str, host: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "::1" if host == "::1" else "127.0.0.1"
    with ScriptedServer(sized(DIRECT), host=address) as server, resolved(monkeypatch, host.lower(), address):
        monkeypatch.setenv("NO_PROXY", value.replace("PORT", str(server.port)))
        outcome = engine.request(server.url_of(host), trust_env=True)
    assert outcome.content == expected(is_direct=is_direct)


@pytest.mark.covering("values")
@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("value", USELESS)
def test_invalid_entry_is_ignored(engine: Engine, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", value)
    with engine.open_client(trust_env=True) as client:
        assert client.send("http://elsewhere.test/").content == BY_THE_PROXY


@pytest.mark.covering("values")
@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("value", USELESS)
def test_entry_after_an_invalid_one_applies(engine: Engine, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(sized(DIRECT)) as server:
        monkeypatch.setenv("NO_PROXY", f"{value},127.0.0.1")
        assert engine.request(server.url, trust_env=True).content == DIRECT


@pytest.mark.parametrize("value", [*USELESS, *(case[0] for case in CASES)])
def test_any_entry_is_accepted_without_a_proxy(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", value.replace("PORT", "80"))
    with Groq(api_key="k"):
        pass
    assert not AsyncGroq(api_key="k").is_closed()


@pytest.mark.usefixtures("proxy")
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_variable_name_may_be_in_upper_or_lower_case(
    engine: Engine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(sized(DIRECT)) as server:
        monkeypatch.setenv(name, "127.0.0.1")
        assert engine.request(server.url, trust_env=True).content == DIRECT


def test_bypass_applies_to_all_proxy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ScriptedServer(sized(DIRECT)) as server:
        assert engine.request(server.url, trust_env=True).content == DIRECT


@pytest.mark.usefixtures("proxy")
def test_bypass_does_not_apply_when_the_environment_is_not_trusted(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, proxy: Proxy
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    assert engine.request("http://elsewhere.test/", proxy=proxy.url).content == BY_THE_PROXY


@pytest.mark.usefixtures("proxy")
def test_one_client_sends_direct_and_proxied_requests(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ScriptedServer(*[sized(DIRECT)] * 2) as server, engine.open_client(trust_env=True) as client:
        for _ in range(2):
            assert client.send(server.url).content == DIRECT
            assert client.send("http://elsewhere.test/").content == BY_THE_PROXY
        assert server.used == [0, 0]
