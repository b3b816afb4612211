"""The parser of responses beside h11 and httptools: the same response from the same bytes, or an error in each.

Where they differ by intention, `RULES` says who is stricter and why. Each rule has an example, and excuses only inputs
that its pattern is found in, and only the difference that it names.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import h11
import httptools
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groq._transport.http1 import Fields, ProtocolError, ResponseParser

# The same examples in every run. Without shrinking, which takes longer than a test may.
BOUNDED = settings(
    max_examples=500,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
EMPTY = OK + b"Content-Length: 0\r\n\r\n"


class Case(NamedTuple):
    """What a server sends in response to one request, before it closes the connection.

    Attributes:
        splits: Where the bytes are split; each from 0 to 1, of the whole.
    """

    raw: bytes
    method: str = "GET"
    splits: tuple[float, ...] = ()

    @property
    def pieces(self) -> list[bytes]:
        offsets = [0, *sorted(int(one * len(self.raw)) for one in self.splits), len(self.raw)]
        found = [self.raw[start:end] for start, end in itertools.pairwise(offsets)]
        return [one for one in found if one]


class Result(NamedTuple):
    """What a parser makes of it; `None` in its place is an error."""

    status: int
    fields: Fields
    body: bytes
    can_reuse: bool


# Ours, and theirs.


def ours(case: Case) -> Result | None:
    parser = ResponseParser()
    parser.start(case.method)
    head, body, can_reuse = None, b"", False
    try:
        for piece in [*case.pieces, b""]:
            if head is not None and parser.is_complete:
                can_reuse = can_reuse and not piece  # more bytes follow
                continue
            parser.feed(piece)
            head = head or parser.next_head()
            while head is not None and not parser.is_complete:
                data = parser.next_piece()
                body += data
                if not data:
                    break
            can_reuse = parser.can_reuse
    except ProtocolError:
        return None
    assert head is not None
    assert parser.is_complete
    return Result(head.status, _comparable(head.fields), body, can_reuse)


def of_h11(case: Case) -> Result | None:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=65_536)
    connection.send(h11.Request(method=case.method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    head: h11.Response | None = None
    body = b""
    pieces = case.pieces
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(pieces.pop(0) if pieces else b"")
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif not isinstance(event, h11.InformationalResponse):
                break
    except h11.RemoteProtocolError:
        return None
    if head is None or not isinstance(event, h11.EndOfMessage):
        return None
    left, is_eof = connection.trailing_data
    can_reuse = connection.their_state is h11.DONE and not (left or pieces or is_eof)
    return Result(head.status_code, _comparable(head.headers.raw_items()), body, can_reuse)


class _Callbacks:
    """What httptools calls."""

    def __init__(self) -> None:
        self.parser: Any = None
        self._begin()

    def _begin(self) -> None:
        self.fields: Fields = []
        self.body = b""
        self.is_head = self.is_complete = self.is_followed = self.can_reuse = False

    def on_message_begin(self) -> None:
        if self.is_complete:
            self.is_followed = True
        else:
            self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_head:  # else it is a trailer
            self.fields.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        if not self.is_complete and self.parser.get_status_code() >= 200:
            self.is_head = True
            self.status: int = self.parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        if not self.is_complete:
            self.body += data

    def on_message_complete(self) -> None:
        if not self.is_head:
            self._begin()
        elif not self.is_complete:
            self.is_complete = True
            self.can_reuse = self.parser.should_keep_alive()


def of_httptools(case: Case) -> Result | None:
    found = _Callbacks()
    found.parser = httptools.HttpResponseParser(found)
    try:
        for piece in case.pieces:
            found.parser.feed_data(piece)
    except httptools.HttpParserError:
        found.is_followed = True
        if not (found.is_complete or (found.is_head and case.method == "HEAD")):
            return None
    if not found.is_head:
        return None
    names = {name.lower() for name, _ in found.fields}
    if case.method == "HEAD":  # which it cannot be given
        return Result(found.status, _comparable(found.fields), b"", False)
    if not found.is_complete and names & {b"content-length", b"transfer-encoding"}:
        return None
    return Result(found.status, _comparable(found.fields), found.body, found.can_reuse and not found.is_followed)


def _comparable(fields: Iterable[tuple[bytes, bytes]]) -> Fields:
    # h11 returns one Content-Length, and the coding in lower case; what they say is compared by the body.
    return [one for one in fields if one[0].lower() not in (b"content-length", b"transfer-encoding")]


PEERS: dict[str, Callable[[Case], Result | None]] = {"h11": of_h11, "httptools": of_httptools}
WE_REFUSE, IT_REFUSES = "we refuse it", "it refuses it"
WE_CLOSE, IT_CLOSES = "we do not reuse the connection", "it does not reuse the connection"


def difference(case: Case, peer: str) -> str:
    """Return what differs; an empty string if nothing does."""
    our, their = ours(case), PEERS[peer](case)
    if our is None or their is None:
        return "" if our is their else WE_REFUSE if our is None else IT_REFUSES
    if our[:3] != their[:3]:
        return f"expected {our}, got {their}"
    if our.can_reuse == their.can_reuse or (peer == "httptools" and case.method == "HEAD"):
        return ""
    return WE_CLOSE if their.can_reuse else IT_CLOSES


# Where they differ.


class Parts(NamedTuple):
    """What a server sends, as a lenient reader finds it.

    Attributes:
        interim: The heads of interim responses.
        head: That of the response.
        sizes: The size lines of the chunks.
        trailers: What follows the last size line.
        behind: What follows the response.
    """

    interim: bytes
    head: bytes
    sizes: bytes
    trailers: bytes
    behind: bytes


def parts(raw: bytes) -> Parts:
    begin = end = 0
    interim = True
    while interim and (found := re.compile(rb"[\r\n]*[^\r\n].*?\n\r?\n", re.DOTALL).match(raw, end)):
        begin, end = end, found.end()
        interim = re.match(rb"[\r\n]*HTTP/\d\.\d 1\d\d", found[0]) is not None
    if interim:  # the head is incomplete
        begin, end = end, len(raw)
    sizes, trailers = b"", b""
    head, behind = raw[begin:end], raw[end:]
    if re.match(rb"HTTP/\d\.\d (?:204|304)", head):
        pass
    elif re.search(rb"^Transfer-Encoding:", head, re.IGNORECASE | re.MULTILINE):
        at, size = end, 1
        while size and (line := re.compile(rb"([0-9a-f]*).*?\n", re.IGNORECASE | re.DOTALL).match(raw, at)):
            sizes += line[0]
            size = int(line[1] or b"0", 16)
            at = line.end() + size + 2 * (size > 0)
        trailers = b"" if size else raw[at:]
        behind = re.sub(rb"\A(?:[^\r\n]+\r\n)*\r\n", b"", trailers)
    elif length := re.search(rb"^Content-Length:[ \t]*(\d{1,18})", head, re.IGNORECASE | re.MULTILINE):
        behind = raw[end + int(length[1]) :]
    return Parts(raw[:begin], head, sizes, trailers, behind)


class Rule(NamedTuple):
    """An intended difference.

    Attributes:
        difference: Who is stricter.
        part: Of the bytes, where the pattern is looked for.
        pattern: Is found in what the rule is about.
    """

    name: str
    why: str
    peer: str
    difference: str
    part: str
    pattern: bytes
    example: bytes
    method: str = "GET"

    def excuses(self, case: Case, peer: str, found: str) -> bool:
        """Whether the difference is the one of this rule."""
        text: bytes = getattr(parts(case.raw), self.part)
        flags = re.IGNORECASE | re.DOTALL | re.MULTILINE
        return (peer, found) == (self.peer, self.difference) and re.search(self.pattern, text, flags) is not None


CONTROL = rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
LENGTHS = rb"^Content-Length:[^\n]*(?:,|$.*^Content-Length:)"
TOKEN = rb"[-!#$%&'*+.^_`|~0-9a-z]+"
EXTENSIONS_OF_HTTPTOOLS = rb'(?:;%b(?:=(?:%b|"[^"\n]*")?)?)*' % (TOKEN, TOKEN)
NOT_ONCE_CHUNKED = rb"^Transfer-Encoding:(?![ \t]*chunked[ \t]*\r?$)|^Transfer-Encoding:.*^Transfer-Encoding:"

RULES = [
    Rule(
        "both a length and a coding",
        "RFC 9112 lets a client take the coding. Who sends both may smuggle a response.",
        "h11",
        WE_REFUSE,
        "head",
        rb"^Content-Length:.*^Transfer-Encoding:|^Transfer-Encoding:.*^Content-Length:",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    Rule(
        "a control character in a reason or a value",
        "RFC 9110 allows none; they reach logs and terminals.",
        "h11",
        WE_REFUSE,
        "head",
        CONTROL,
        OK + b"X: \x1b[2J\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "a control character in an interim response",
        "As in others.",
        "h11",
        WE_REFUSE,
        "interim",
        CONTROL,
        b"HTTP/1.1 103 Early\r\nX: \x01\r\n\r\n" + EMPTY,
    ),
    Rule(
        "a control character in the trailers",
        "As in heads.",
        "h11",
        WE_REFUSE,
        "trailers",
        CONTROL,
        CHUNKED + b"0\r\nX: \x01\r\n\r\n",
    ),
    Rule(
        "obs-fold",
        "RFC 9112 deprecates it; proxies disagree about where the field ends.",
        "h11",
        WE_REFUSE,
        "head",
        rb"\n[ \t]",
        OK + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "obs-fold in an interim response",
        "As in others.",
        "h11",
        WE_REFUSE,
        "interim",
        rb"\n[ \t]",
        b"HTTP/1.1 103 Early\r\nX: a\r\n b\r\n\r\n" + EMPTY,
    ),
    Rule(
        "obs-fold in the trailers",
        "As in heads.",
        "h11",
        WE_REFUSE,
        "trailers",
        rb"\n[ \t]",
        CHUNKED + b"0\r\nX: a\r\n b\r\n\r\n",
    ),
    Rule(
        "LF alone in the trailers",
        "Lines of a chunked body end in CRLF for us; another reader may see another end.",
        "h11",
        WE_REFUSE,
        "trailers",
        rb"(?<!\r)\n",
        CHUNKED + b"0\r\nX: y\n\r\n",
    ),
    Rule(
        "a chunk size of 16 to 20 digits",
        "It may not fit the integers of another reader. No server sends one.",
        "h11",
        WE_REFUSE,
        "sizes",
        rb"^[0-9a-f]{16,20}",
        CHUNKED + b"0000000000000005\r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "whitespace behind a chunk size",
        "RFC 9112 allows it only before an extension.",
        "h11",
        WE_REFUSE,
        "sizes",
        rb"^[0-9a-f]+[ \t]+\r$",
        CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "a control character or a bare CR in a chunk extension",
        "RFC 9112 allows none, and another reader may take a CR for the end of the line.",
        "h11",
        WE_REFUSE,
        "sizes",
        rb";[^\n]*(?:[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n))",
        CHUNKED + b"5;a\rb\r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "a Content-Length of 19 or 20 digits",
        "It may not fit the integers of another reader. No server sends one.",
        "h11",
        WE_REFUSE,
        "head",
        rb"^Content-Length:[^\n]*\d{19}",
        OK + b"Content-Length: 0000000000000000005\r\n\r\nhello",
    ),
    Rule(
        "whitespace before a chunk extension",
        "RFC 9112 has clients parse it (BWS).",
        "h11",
        IT_REFUSES,
        "sizes",
        rb"^[0-9a-f]+[ \t]+;",
        CHUNKED + b"5 ;a=b\r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "equal lengths that are written differently",
        "We compare numbers, h11 compares digits.",
        "h11",
        IT_REFUSES,
        "head",
        rb"(?s:(?=.*^Content-Length:[^\n]*\b0\d))" + LENGTHS,
        OK + b"Content-Length: 05, 5\r\n\r\nhello",
    ),
    Rule(
        "invalid framing of an interim response",
        "It has no body, so that nobody needs its framing.",
        "h11",
        IT_REFUSES,
        "interim",
        rb"^(?:Content-Length|Transfer-Encoding):",
        b"HTTP/1.1 103 Early\r\nContent-Length: x\r\n\r\n" + EMPTY,
    ),
    Rule(
        "a version above 1.1",
        "Nothing says that a connection of HTTP/1.2 is kept as one of HTTP/1.1.",
        "h11",
        WE_CLOSE,
        "head",
        rb"\AHTTP/(?:1\.[2-9]|[2-9]\.\d)",
        b"HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "CR or LF before the status line",
        "RFC 9112 has servers skip empty lines, not clients. One may belong to an earlier response.",
        "httptools",
        WE_REFUSE,
        "head",
        rb"\A[\r\n]",
        b"\r\n" + EMPTY,
    ),
    Rule(
        "CR or LF before the status line of an interim response",
        "As before others.",
        "httptools",
        WE_REFUSE,
        "interim",
        rb"(?:\A|\n\r?\n)[\r\n]",
        b"\r\nHTTP/1.1 100 Continue\r\n\r\n" + EMPTY,
    ),
    Rule(
        "another coding than chunked, once",
        "We request none, and decode none. httptools reads on until EOF, or to the last chunk.",
        "httptools",
        WE_REFUSE,
        "head",
        NOT_ONCE_CHUNKED,
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ),
    Rule(
        "a control character in a reason",
        "RFC 9112 allows none; they reach logs and terminals.",
        "httptools",
        WE_REFUSE,
        "head",
        rb"\A[^\n]*" + CONTROL,
        b"HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "a control character in the reason of an interim response",
        "As in others.",
        "httptools",
        WE_REFUSE,
        "interim",
        rb"^HTTP[^\n]*" + CONTROL,
        b"HTTP/1.1 100 C\x7f\r\n\r\n" + EMPTY,
    ),
    Rule(
        "a chunk size of more than 15 digits",
        "As for h11.",
        "httptools",
        WE_REFUSE,
        "sizes",
        rb"^[0-9a-f]{16,}",
        CHUNKED + b"0000000000000005\r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "a Content-Length of more than 18 digits",
        "As for h11.",
        "httptools",
        WE_REFUSE,
        "head",
        rb"^Content-Length:[^\n]*\d{19}",
        OK + b"Content-Length: 0000000000000000005\r\n\r\nhello",
    ),
    Rule(
        "a version that is not 0.9, 1.0, 1.1 or 2.0",
        "A client accepts a higher minor version (RFC 9110, §2.5).",
        "httptools",
        IT_REFUSES,
        "head",
        rb"\AHTTP/(?!0\.9|1\.0|1\.1|2\.0)",
        b"HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "LF alone at the end of a line",
        "RFC 9112 lets a reader accept it, and simple servers send it.",
        "httptools",
        IT_REFUSES,
        "head",
        rb"(?<!\r)\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    ),
    Rule(
        "LF alone at the end of a line of an interim response",
        "As of others.",
        "httptools",
        IT_REFUSES,
        "interim",
        rb"(?<!\r)\n",
        b"HTTP/1.1 100 Continue\n\n" + EMPTY,
    ),
    Rule(
        "equal lengths",
        "RFC 9110 lets a reader accept them; proxies join or repeat fields.",
        "httptools",
        IT_REFUSES,
        "head",
        LENGTHS,
        OK + b"Content-Length: 5, 5\r\n\r\nhello",
    ),
    Rule(
        "a chunk extension of another grammar",
        "Nobody uses what it says.",
        "httptools",
        IT_REFUSES,
        "sizes",
        rb"^[0-9a-f]+(?!%b\r?$|[0-9a-f])" % EXTENSIONS_OF_HTTPTOOLS,
        CHUNKED + b"5 ;a b\r\nhello\r\n0\r\n\r\n",
    ),
    Rule(
        "invalid framing of an interim response",
        "It has no body, so that nobody needs its framing.",
        "httptools",
        IT_REFUSES,
        "interim",
        rb"^(?:Content-Length|Transfer-Encoding):",
        b"HTTP/1.1 103 Early\r\nContent-Length: x\r\n\r\n" + EMPTY,
    ),
    Rule(
        "an interim response of another version, or with Connection: close",
        "More must follow, whatever it says. It is the final response that counts.",
        "httptools",
        IT_REFUSES,
        "interim",
        rb"^HTTP/(?!1\.1)|^(?:Proxy-)?Connection:[^\n]*close",
        b"HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n" + EMPTY,
    ),
    Rule(
        "a Content-Length in the trailers",
        "Trailers are dropped, so that it has no effect.",
        "httptools",
        IT_REFUSES,
        "trailers",
        rb"^Content-Length:",
        CHUNKED + b"0\r\nContent-Length: 5\r\n\r\n",
    ),
    Rule(
        "keep-alive of another version than HTTP/1.1",
        "RFC 9112 lets a client close it. Proxies of that time pass the option on without keeping it (§C.2.2).",
        "httptools",
        WE_CLOSE,
        "head",
        rb"\AHTTP/(?!1\.1).*^(?:Proxy-)?Connection:[^\n]*keep-alive",
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
    ),
    Rule(
        "CR or LF behind the response",
        "It answers no request. httptools skips it before the next response.",
        "httptools",
        WE_CLOSE,
        "behind",
        rb"\A[\r\n]+\Z",
        EMPTY + b"\r\n",
    ),
    Rule(
        "close in Proxy-Connection",
        "It is no field of HTTP; what a proxy means is in Connection.",
        "httptools",
        IT_CLOSES,
        "head",
        rb"^Proxy-Connection:[^\n]*close",
        OK + b"Proxy-Connection: close\r\nContent-Length: 0\r\n\r\n",
    ),
]

# What is sent.


def mostly(usual: Any, *odd: Any, times: int = 2) -> st.SearchStrategy[Any]:
    """Return a strategy for a usual value, which comes `times` as often as all odd ones, and those."""
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
def test_parsers_differ_as_the_rule_says_in_its_example(rule: Rule) -> None:
    case = Case(rule.example, rule.method)
    assert difference(case, rule.peer) == rule.difference
    assert [one.name for one in RULES if one.excuses(case, rule.peer, rule.difference)] == [rule.name]


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("raw", [EMPTY, CHUNKED + b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", OK + b"\r\nhello"])
def test_all_parsers_return_the_same_when_a_response_is_valid(peer: str, raw: bytes) -> None:
    case = Case(raw, "GET", tuple(at / len(raw) for at in range(len(raw))))
    found = ours(case)
    assert found is not None
    assert found == PEERS[peer](case)


@BOUNDED
@given(case=cases())
def test_parsers_differ_only_where_a_rule_says_so(case: Case) -> None:
    for peer in PEERS:
        found = difference(case, peer)
        assert not found or any(rule.excuses(case, peer, found) for rule in RULES), (peer, found, case)


@BOUNDED
@given(case=cases())
def test_response_does_not_depend_on_how_its_bytes_are_split(case: Case) -> None:
    assert ours(case) == ours(case._replace(splits=())), case


def test_cases_are_accepted_and_refused_in_similar_parts() -> None:
    """Show that the tests above compare something."""
    accepted: list[bool] = []

    @settings(BOUNDED, max_examples=100)
    @given(case=cases())
    def count(case: Case) -> None:
        accepted.append(ours(case) is not None)

    count()
    assert 0.25 < sum(accepted) / len(accepted) < 0.75
