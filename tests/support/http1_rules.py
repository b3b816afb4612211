"""Intended differences of the transport's parser from h11 and httptools: which parser is stricter, and why.

Each rule has an example. It excuses only its own difference, and only for inputs that match its pattern.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .http1 import CHUNKED, EMPTY, OK
from .http1_peers import IT_CLOSES, IT_REFUSES, WE_CLOSE, WE_REFUSE, Case


class Parts(NamedTuple):
    """The bytes of a server, as parsed by a lenient reader.

    Attributes:
        interim: The heads of interim responses.
        head: The head of the response.
        sizes: The size lines of the chunks.
        trailers: The bytes after the last size line.
        extra: The bytes after the response.
    """

    interim: bytes
    head: bytes
    sizes: bytes
    trailers: bytes
    extra: bytes


def parts(raw: bytes) -> Parts:
    begin = end = 0
    interim = True
    while interim and (found := re.compile(rb"[\r\n]*[^\r\n].*?\n\r?\n", re.DOTALL).match(raw, end)):
        begin, end = end, found.end()
        interim = re.match(rb"[\r\n]*HTTP/\d\.\d 1\d\d", found[0]) is not None
    if interim:  # the head is incomplete
        begin, end = end, len(raw)
    sizes, trailers = b"", b""
    head, extra = raw[begin:end], raw[end:]
    if re.match(rb"HTTP/\d\.\d (?:204|304)", head):
        pass
    elif re.search(rb"^Transfer-Encoding:", head, re.IGNORECASE | re.MULTILINE):
        at, size = end, 1
        while size and (line := re.compile(rb"([0-9a-f]*).*?\n", re.IGNORECASE | re.DOTALL).match(raw, at)):
            sizes += line[0]
            size = int(line[1] or b"0", 16)
            at = line.end() + size + 2 * (size > 0)
        trailers = b"" if size else raw[at:]
        extra = re.sub(rb"\A(?:[^\r\n]+\r\n)*\r\n", b"", trailers)
    elif length := re.search(rb"^Content-Length:[ \t]*(\d{1,18})", head, re.IGNORECASE | re.MULTILINE):
        extra = raw[end + int(length[1]) :]
    return Parts(raw[:begin], head, sizes, trailers, extra)


class Rule(NamedTuple):
    """An intended difference.

    Attributes:
        difference: Which parser is stricter.
        part: The part of the bytes that the pattern searches.
        pattern: Matches the inputs of the rule.
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
        """Return whether this rule explains the difference."""
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
        "whitespace after a chunk size",
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
        "CR or LF after the response",
        "It answers no request. httptools skips it before the next response.",
        "httptools",
        WE_CLOSE,
        "extra",
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
