"""The response parser compared with h11 and httptools: the same bytes give the same response, or an error in each.

`RULES` lists the intended differences, and why.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ..support.examples import examples
from ..support.http1 import CHUNKED, EMPTY, OK
from ..support.http1_peers import PEERS, Case, difference, ours
from ..support.http1_rules import RULES, Rule

# Use the same examples in every run, and do not shrink, which would exceed the time limit of a test.
BOUNDED = examples(
    150,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


# Generated responses.


def mostly(usual: Any, *odd: Any, times: int = 2) -> st.SearchStrategy[Any]:
    """Return a strategy that draws the usual value `times` as often as all unusual values together."""
    return st.sampled_from([usual] * (times * len(odd)) + list(odd))


NAMES = [b"X", b"Date", b"Content-Encoding", b"x-request-id"]
VALUES = [b"", b"y", b"a b", b"a\tb", b"a:b", b'"q,q"', b"\x80\xff", b" padded ", b"chunked", b"5"]
FIELDS = [b"%b: %b" % (name, value) for name in NAMES for value in VALUES]
CONNECTIONS = [
    b"%b: %b" % (name, value)
    for name in (b"Connection", b"connection", b"Proxy-Connection")
    for value in (b"close", b"keep-alive", b"Keep-Alive, Close", b"upgrade", b"unclosed", b"close;q=1")
]
CODINGS = [b"Chunked", b" chunked ", b"gzip, chunked", b"identity", b"", b"chunked,chunked", b"chunked;a=b"]
BODIES = [b"", b"x", b"hello", b"\r\n", b"0\r\n\r\n", b"{}" * 20, EMPTY, bytes(range(256))]
EXTENSIONS = [b";a", b";a=b", b';a="b;c"', b";", b" ;a", b" ", b";a b", b";\xff", b";a=;b=c"]
NASTY = [
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b" ",
    b"\t",
    b":",
    b";",
    b",",
    b"0",
    b"1",
    b"a",
    b"\x7f",
    b"\x80",
    b"\x0b",
    b"\r\n ",
]
SEMANTIC = [
    b"\r\n\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 0\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"0\r\n\r\n",
]

VERSION = mostly(b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/0.9", b"http/1.1")
REASON = mostly(b" OK", b"", b" ", b" \xe9", b" a b", b" O\tK", b"  ", b"OK")
OTHERS = st.lists(st.sampled_from(FIELDS), max_size=3)
CONNECTION = mostly([], *([one] for one in CONNECTIONS))
STATUS = mostly(200, 201, 204, 205, 299, 304, 400, 503, 999)
SIZE = mostly(b"%x", b"%X", b"00%x", b"-%x", b"+%x", b"0x%x", b"G%x", b"0_%x", b"0%015x", b"%015x", b"f%016x", times=4)
LENGTH = mostly(b"%d", b"0%d", b"%d, %d", b"%d,1", b"+%d", b" ", b"%018d", b"%019d", b"9%019d", times=3)


@st.composite
def heads(draw: st.DrawFn, framing: list[bytes], status: int) -> bytes:
    end: bytes = draw(mostly(b"\r\n", b"\n", times=15))
    lines = [*draw(OTHERS), *draw(CONNECTION)]
    at = draw(st.integers(0, len(lines)))
    first = b"%b %d%b" % (draw(VERSION), status, draw(REASON))
    return b"".join([line + end for line in (first, *lines[:at], *framing, *lines[at:])]) + end


@st.composite
def chunked_bodies(draw: st.DrawFn, body: bytes) -> bytes:
    step = max(1, -(-len(body) // draw(st.integers(1, 3))))
    lines: list[bytes] = []
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        lines.append(draw(SIZE) % len(piece) + draw(mostly(b"", *EXTENSIONS)) + b"\r\n" + piece + b"\r\n")
    last = draw(mostly(b"0", b"000", b"", b"-0", times=5)) + draw(mostly(b"", *EXTENSIONS)) + b"\r\n"
    trailers = [one + b"\r\n" for one in draw(mostly([], FIELDS[:2], FIELDS[5:6], [b"Content-Length: 5"]))]
    return b"".join([*lines, last, *trailers, b"\r\n"])


@st.composite
def responses(draw: st.DrawFn) -> tuple[str, bytes]:
    body = draw(st.sampled_from(BODIES))
    status = draw(STATUS)
    form: bytes = draw(LENGTH)
    length = b"Content-Length: " + (form % ((len(body),) * form.count(b"%")))
    kind = draw(st.integers(0, 9))
    framing = [length] if kind < 4 else []
    if 4 <= kind < 8:
        framing = [b"Transfer-Encoding: " + draw(mostly(b"chunked", *CODINGS))]
        body = draw(chunked_bodies(body))
    elif kind == 8:
        framing = [length, draw(st.sampled_from([length, b"Transfer-Encoding: chunked", b"Content-Length: 1"]))]
    method = draw(mostly("GET", "HEAD", "POST"))
    interim = [draw(heads(draw(mostly([], framing)), one)) for one in draw(mostly([], [100], [102, 103], [101]))]
    has_body = method != "HEAD" and status not in (204, 304)
    return method, b"".join(interim) + draw(heads(framing, status)) + (body if has_body else b"")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    method, raw = draw(responses())
    for kind in draw(mostly([], ["insert"], ["replace"], ["delete"], ["end"], ["repeat"], ["insert", "delete"])):
        at = draw(st.integers(0, len(raw)))
        if kind in ("insert", "replace"):
            raw = raw[:at] + draw(st.sampled_from(NASTY + SEMANTIC)) + raw[at + (kind == "replace") :]
        elif kind == "delete":
            raw = raw[:at] + raw[at + draw(st.integers(1, 3)) :]
        elif kind == "end":
            raw = raw[:at]
        else:
            raw = raw[:at] + raw[max(0, at - 20) :]
    raw += draw(mostly(b"", b"x", b"\r\n", EMPTY, b"HTTP"))
    step = draw(st.sampled_from([0, 1, 2, 7, 40]))
    splits = (
        [at / max(1, len(raw)) for at in range(0, len(raw), step)]
        if step
        else draw(st.lists(st.floats(0, 1), max_size=2))
    )
    return Case(raw, method, tuple(splits))


# The tests.


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.peer}: {rule.name}")
def test_parsers_differ_in_the_example_of_each_rule(rule: Rule) -> None:
    case = Case(rule.example, rule.method)
    assert difference(case, rule.peer) == rule.difference
    assert [one.name for one in RULES if one.excuses(case, rule.peer, rule.difference)] == [rule.name]


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("raw", [EMPTY, CHUNKED + b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", OK + b"\r\nhello"])
def test_parsers_agree_on_valid_responses(peer: str, raw: bytes) -> None:
    case = Case(raw, "GET", tuple(at / len(raw) for at in range(len(raw))))
    found = ours(case)
    assert found is not None
    assert found == PEERS[peer](case)


@BOUNDED
@given(case=cases())
def test_parsers_differ_only_by_a_rule(case: Case) -> None:
    for peer in PEERS:
        found = difference(case, peer)
        assert not found or any(rule.excuses(case, peer, found) for rule in RULES), (peer, found, case)


@BOUNDED
@given(case=cases())
def test_result_is_the_same_for_any_split(case: Case) -> None:
    assert ours(case) == ours(case._replace(splits=())), case


def test_generated_cases_include_valid_and_invalid_ones() -> None:
    """Check that the tests above compare both valid and invalid responses."""
    accepted: list[bool] = []

    @settings(BOUNDED, max_examples=100)
    @given(case=cases())
    def count(case: Case) -> None:
        accepted.append(ours(case) is not None)

    count()
    assert 0.25 < sum(accepted) / len(accepted) < 0.75
