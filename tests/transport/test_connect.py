"""Connection targets: proxies and NO_PROXY, address order, and CONNECT requests."""

from __future__ import annotations

import socket
import urllib.request
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from groq._transport.connect import interleaved, literal_address, tunnel_request
from groq._transport.proxies import Proxies, checked_proxy, proxy_credentials

from ..support.examples import examples

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    # Of Windows and macOS.
    monkeypatch.setattr(urllib.request, "getproxies", urllib.request.getproxies_environment)
    return monkeypatch


def proxies(environment: pytest.MonkeyPatch, **variables: str) -> Proxies:
    for name, value in variables.items():
        environment.setenv(name, value)
    return Proxies(None, trust_env=True)


def proxy_of(found: Proxies, scheme: bytes, host: bytes, port: int) -> httpx.Proxy | None:
    return found.of(httpx.URL(scheme=scheme.decode(), host=host.decode(), port=port))


def is_direct(environment: pytest.MonkeyPatch, no_proxy: str, host: str, port: int = 443) -> bool:
    """Return whether requests to a host bypass the proxy."""
    found = proxies(environment, https_proxy="http://proxy:3128", no_proxy=no_proxy)
    return proxy_of(found, b"https", host.encode("ascii"), port) is None


# Which proxy.


def test_environment_names_the_proxy_of_a_scheme(environment: pytest.MonkeyPatch) -> None:
    found = proxies(environment, http_proxy="http://one:1", https_proxy="http://two:2")
    of_http, of_https = proxy_of(found, b"http", b"a", 80), proxy_of(found, b"https", b"a", 443)
    assert of_http is not None
    assert of_https is not None
    assert (str(of_http.url), str(of_https.url)) == ("http://one:1", "http://two:2")
    assert sorted(str(one.url) for one in found.all()) == ["http://one:1", "http://two:2"]


def test_all_proxy_is_the_fallback(environment: pytest.MonkeyPatch) -> None:
    found = proxies(environment, http_proxy="http://one:1", all_proxy="http://two:2")
    of_http, of_https = proxy_of(found, b"http", b"a", 80), proxy_of(found, b"https", b"a", 443)
    assert of_http is not None
    assert of_https is not None
    assert (str(of_http.url), str(of_https.url)) == ("http://one:1", "http://two:2")


def test_proxy_needs_no_scheme(environment: pytest.MonkeyPatch) -> None:
    (found,) = proxies(environment, HTTPS_PROXY="user:secret@proxy:3128").all()
    assert (str(found.url), found.auth) == ("http://proxy:3128", ("user", "secret"))


def test_no_proxy_when_the_environment_is_not_trusted(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", "http://proxy:3128")
    found = Proxies(None, trust_env=False)
    assert (found.all(), proxy_of(found, b"https", b"a", 443)) == ([], None)


@pytest.mark.parametrize("variables", [{}, {"no_proxy": "*"}, {"https_proxy": ""}, {"no_proxy": "a,b"}])
def test_no_proxy_when_the_environment_names_none(environment: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    found = proxies(environment, **variables)
    assert (found.all(), proxy_of(found, b"https", b"a", 443)) == ([], None)


def test_proxy_argument_applies_to_all_hosts(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", "http://environment:1")
    environment.setenv("NO_PROXY", "*")
    given_one = httpx.Proxy("http://given:2")
    found = Proxies(given_one, trust_env=True)
    assert found.all() == [given_one]
    assert proxy_of(found, b"https", b"localhost", 443) is proxy_of(found, b"http", b"a", 80) is given_one


def test_proxies_are_read_from_the_environment_once(environment: pytest.MonkeyPatch) -> None:
    found = proxies(environment, https_proxy="http://proxy:1")
    environment.setenv("https_proxy", "http://other:2")
    environment.setenv("no_proxy", "*")
    proxy = proxy_of(found, b"https", b"a", 443)
    assert proxy is not None
    assert proxy.url == "http://proxy:1"


@pytest.mark.parametrize("url", ["http://proxy:port", "ftp://proxy", "http://", "http://user:p#ss@proxy:1"])
def test_value_error_for_invalid_proxy_in_the_environment(environment: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ValueError, match=r"proxy|Proxy|Unknown scheme") as caught:
        proxies(environment, https_proxy=url)
    assert "p#ss" not in str(caught.value)
    assert "p#ss" not in str(caught.value.__cause__)


def test_error_of_an_invalid_proxy_redacts_the_password() -> None:
    with pytest.raises(ValueError, match="percent-encoded") as caught:
        checked_proxy("http://user:secret/x@proxy:1", "https")
    assert "secret" not in str(caught.value)


# NO_PROXY: an entry, the hosts that it matches, and the hosts that it does not match.

MATCHES: list[tuple[str, list[Any], list[Any]]] = [
    ("example.com", ["example.com", "EXAMPLE.com", "api.example.com", "a.b.example.com"], ["anexample.com", "com"]),
    ("EXAMPLE.Com", ["example.com"], ["example.org"]),
    (".example.com", ["example.com", "api.example.com"], ["anexample.com"]),
    ("*.example.com", ["example.com", "api.example.com"], ["anexample.com"]),
    ("localhost", ["localhost"], ["localhost.example.com"]),
    ("*", ["example.com", "127.0.0.1", "::1"], []),
    ("example.com:8443", [("example.com", 8443), ("api.example.com", 8443)], ["example.com"]),
    (".example.com:443", ["example.com", "api.example.com"], [("api.example.com", 80)]),
    ("https://example.com", ["example.com"], ["example.org"]),
    ("https://example.com:8443", [("example.com", 8443)], ["example.com"]),
    ("all://example.com", ["example.com"], []),
    ("127.0.0.1", ["127.0.0.1"], ["127.0.0.2", "localhost", "a.127.0.0.1.example"]),
    ("127.0.0.1:8080", [("127.0.0.1", 8080)], ["127.0.0.1"]),
    ("10.0.0.0/8", ["10.0.0.1", "10.255.255.255"], ["11.0.0.1", "10.example.com", "::ffff:10"]),
    ("10.1.2.3/8", ["10.0.0.1"], ["11.0.0.1"]),
    ("10.0.0.0/255.0.0.0", ["10.9.9.9"], ["11.0.0.1"]),
    ("10.0.0.0/8:8080", [("10.0.0.1", 8080)], ["10.0.0.1"]),
    ("0.0.0.0/0", ["1.2.3.4"], ["::1", "example.com"]),
    ("::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "1.0.0.0"]),
    ("0:0:0:0:0:0:0:1", ["::1"], ["::2"]),
    ("[::1]", ["::1", ("::1", 80)], ["::2"]),
    ("[::1]:8080", [("::1", 8080)], ["::1"]),
    ("https://[::1]:8080", [("::1", 8080)], ["::1"]),
    ("2001:db8::/32", ["2001:db8::1", "2001:db8:ffff::"], ["2001:db9::1", "10.0.0.1"]),
    ("FE80::/10", ["fe80::1", "fe80::1%eth0"], ["::1"]),
    ("::/0", ["::1"], ["1.2.3.4"]),
]


@pytest.mark.covering("values")
@pytest.mark.parametrize(("entry", "covered", "others"), MATCHES, ids=[entry for entry, _, _ in MATCHES])
@pytest.mark.parametrize("around", ["{}", " {} ", "unrelated.test,{}", ",, {}\t,,", "{},[,:,/,::x,1.2.3.4/99"])
def test_no_proxy_entry_matches_hosts(
    environment: pytest.MonkeyPatch, entry: str, covered: list[Any], others: list[Any], around: str
) -> None:
    for one in covered:
        assert is_direct(environment, around.format(entry), *(one if isinstance(one, tuple) else (one,))), one
    for one in others:
        assert not is_direct(environment, around.format(entry), *(one if isinstance(one, tuple) else (one,))), one


@pytest.mark.parametrize("entry", ["", " ", ",", " , ,, "])
def test_empty_no_proxy_entry_matches_nothing(environment: pytest.MonkeyPatch, entry: str) -> None:
    for host in ("example.com", "localhost", "127.0.0.1", "::1"):
        assert not is_direct(environment, entry, host)


@pytest.mark.parametrize(
    "entry",
    [
        *("[", "]", "[]", "[]:", ":", "://", "/", "//", ".", "*.", "**", "..", "[::1", "::1]", "[::1]x", "[::1]:x"),
        *("a:b", "a:", ":80", "a:b:c", "10.0.0.0/33", "10.0.0.0/", "/8", "10.0.0/8", "300.1.1.1", "::/129", "::g"),
        *("1.2.3.4:99999", "a:-1", "host\x00", "%", "fe80::1%", "[fe80::1%eth0]", "é.example", "日本", "*example*"),
    ],
)
def test_invalid_no_proxy_entry_is_ignored(environment: pytest.MonkeyPatch, entry: str) -> None:
    environment.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy:1", "no": entry + ",other.test"})
    found = Proxies(None, trust_env=True)
    for host in (b"api.groq.com", b"127.0.0.2", b"2001:db8::1", b"xn--9ca.example"):
        assert proxy_of(found, b"https", host, 443) is not None, host
    assert proxy_of(found, b"https", b"other.test", 443) is None


@examples(
    50,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(entry=st.text("019af.:/[]*%-, \x00é", max_size=20), host=st.sampled_from([b"a.test", b"10.0.0.1", b"::1"]))
def test_no_proxy_entry_is_never_an_error(environment: pytest.MonkeyPatch, entry: str, host: bytes) -> None:
    environment.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy:1", "no": entry})
    proxy_of(Proxies(None, trust_env=True), b"https", host, 443)


# Addresses.


def test_literal_address_is_not_resolved() -> None:
    tcp = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    assert literal_address("127.0.0.1", 80) == [(socket.AF_INET, *tcp, ("127.0.0.1", 80))]
    for host in ("::1", "2001:db8::", "::ffff:1.2.3.4"):
        assert literal_address(host, 443) == [(socket.AF_INET6, *tcp, (host, 443, 0, 0))]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "example.com",
        "",
        "127.1",
        "1",
        "0x7f.1",
        "256.1.1.1",
        "1.2.3.4.",
        "[::1]",
        "fe80::1%lo",
        "a\0b",
        "é",
        "::g",
    ],
)
def test_host_name_is_resolved(host: str) -> None:
    assert literal_address(host, 80) == []


def infos(families: str) -> list[Any]:
    """Return the result of a name resolution: a numbered address for each "4" or "6"."""
    kinds = {"4": socket.AF_INET, "6": socket.AF_INET6}
    return [(kinds[one], socket.SOCK_STREAM, 0, "", (f"host{number}", 80)) for number, one in enumerate(families)]


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        ("", []),
        ("4", [0]),
        ("444", [0, 1, 2]),
        ("66", [0, 1]),
        ("6644", [0, 2, 1, 3]),
        ("4466", [0, 2, 1, 3]),
        ("64444", [0, 1, 2, 3, 4]),
        ("66664", [0, 4, 1, 2, 3]),
        ("4666", [0, 1, 2, 3]),
        ("464646", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_address_families_alternate(families: str, expected: list[int]) -> None:
    found = infos(families)
    assert interleaved(iter(found)) == [found[number] for number in expected]


# Tunnels.


def test_connect_request_names_host_and_port() -> None:
    assert tunnel_request(b"api.groq.com", 443, httpx.Proxy("http://proxy:1")) == (
        b"CONNECT api.groq.com:443 HTTP/1.1\r\nHost: api.groq.com:443\r\nAccept: */*\r\n\r\n"
    )


def test_connect_request_has_ipv6_address_in_brackets() -> None:
    request = tunnel_request(b"::1", 8443, httpx.Proxy("http://proxy:1"))
    assert request.startswith(b"CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\n")


def test_connect_request_has_credentials_and_headers_of_the_proxy() -> None:
    proxy = httpx.Proxy("http://us%3Aer:p%C3%A9@proxy:1", headers={"X-Team": "a"})
    request = tunnel_request(b"a", 1, proxy)
    assert b"\r\nX-Team: a\r\n" in request
    assert request.count(b"Proxy-Authorization: Basic ") == 1
    assert request.endswith(b"\r\n\r\n")
    assert request.count(b"\r\n\r\n") == 1
    assert b"p%C3" not in request


def test_proxy_credentials_are_sent_as_basic_auth() -> None:
    assert proxy_credentials(httpx.Proxy("http://proxy:1")) == []
    for proxy in (httpx.Proxy("http://user:pass@proxy:1"), httpx.Proxy("http://proxy:1", auth=("user", "pass"))):
        assert proxy_credentials(proxy) == [(b"Proxy-Authorization", b"Basic dXNlcjpwYXNz")]


def test_rejects_tunnel_request_with_line_break() -> None:
    with pytest.raises(ValueError, match="Illegal request head"):
        tunnel_request(b"a", 1, httpx.Proxy("http://proxy:1", headers={"X": "a\r\nY: b"}))
    with pytest.raises(ValueError, match="Illegal request head"):
        tunnel_request(b"a\r\nHost: b", 1, httpx.Proxy("http://proxy:1"))


@pytest.mark.parametrize("entry", ["a:\u00b2", "[::1]:\u00b2", "a:" + "9" * 5000, "[::1]:" + "9" * 5000])
def test_no_proxy_entry_with_invalid_port_is_ignored(environment: pytest.MonkeyPatch, entry: str) -> None:
    environment.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy:1", "no": entry})
    assert proxy_of(Proxies(None, trust_env=True), b"https", b"api.groq.com", 443) is not None


def test_network_in_brackets_matches_its_addresses(environment: pytest.MonkeyPatch) -> None:
    assert is_direct(environment, "[2001:db8::]/32", "2001:db8::1")
    assert not is_direct(environment, "[2001:db8::]/32", "2001:db9::1", 32)
