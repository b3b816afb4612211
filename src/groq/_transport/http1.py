"""HTTP/1.1 of a client: request head → bytes; bytes → response head, body pieces, end. No I/O, no clock.

`blocking`, `on_asyncio` and `on_trio` move the bytes. Sections are those of RFC 9112, https://www.rfc-editor.org/rfc/rfc9112.

A `ResponseParser` passes these states from top to bottom for each response; `start()` begins the next one.

    HEAD       the status line and the fields are incomplete
               1xx: skipped (§15.2 of RFC 9110); 101 is refused, no upgrade was requested
               HEAD request, CONNECT with 2xx, 204, 304 → COMPLETE (§6.3, rules 1 and 2)
               Transfer-Encoding: chunked → CHUNKED (§6.3, rule 4)
               Content-Length: n → LENGTH, or COMPLETE for 0 (§6.3, rule 6)
               neither → UNTIL_EOF (§6.3, rule 8)
    LENGTH     n bytes → COMPLETE
    CHUNKED    a size line, the data, CRLF; the chunk of size 0 → TRAILERS (§7.1)
    TRAILERS   an empty line → COMPLETE (§7.1.2); the fields are checked and dropped
    UNTIL_EOF  EOF → COMPLETE; in any other state, EOF means that the response is truncated (§8)
    COMPLETE   further bytes prevent the reuse of the connection: they answer no request

Refused with a `RemoteProtocolError` of httpx, because two parsers could disagree where the response ends:

    both Transfer-Encoding and Content-Length (§6.1); a transfer coding other than a single `chunked` (§6.1)
    a Content-Length that is not digits, or several that differ (§6.3, rule 5)
    a chunk size that is not 1 to 15 hexadecimal digits, data that does not end in CRLF, a bare LF there (§7.1)
    a field line that begins with whitespace (obs-fold, §5.2), whitespace before the colon (§5.1), no colon, no name
    control characters in a line, a bare CR (§2.2) and NUL among them

Refused to bound memory: heads and trailers over `MAX_HEAD_BYTES`, interim responses included; more than
`MAX_FIELDS` fields; size lines of chunks over `MAX_CHUNK_LINE`.

Accepted, because servers send it: lines of a head that end in LF alone (§2.2); a status line without a reason (§4);
equal Content-Lengths (§6.3, rule 5); bytes 0x80 to 0xFF in values (§5.5). A response that is not HTTP/1.1, or that says
`Connection: close`, is the last of its connection (§9.3).
"""

from __future__ import annotations

from typing import NamedTuple

from httpx import RemoteProtocolError

MAX_HEAD_BYTES = 65_536
MAX_FIELDS = 256
MAX_CHUNK_LINE = 1024

# Allowed bytes, which `bytes.translate` deletes. Token and field-content: §5.1, §5.5 of RFC 9110.
_TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FIELD_CONTENT = bytes({9, *range(32, 127), *range(128, 256)})
_LINES = _FIELD_CONTENT + b"\n"
_TARGET = bytes({*range(33, 127), *range(128, 256)})
_HEX = b"0123456789abcdefABCDEF"

# Lengths of the names that affect framing: connection, content-length, content-encoding, transfer-encoding.
_FRAMING_LENGTHS = frozenset({10, 14, 16, 17})

_HEAD, _LENGTH, _CHUNKED, _TRAILERS, _UNTIL_EOF, _COMPLETE = range(6)
_IN_CHUNKS = (_CHUNKED, _TRAILERS)

Fields = list[tuple[bytes, bytes]]


class Head(NamedTuple):
    """The status line and the fields of a response, names and values as they were sent."""

    status: int
    reason: bytes
    version: bytes
    fields: Fields


def request_head(method: str, target: bytes, fields: Fields) -> bytes:
    """Return the head of a request, up to and including the empty line.

    Raises:
        ValueError: The method, the target or a field contains an invalid character.
    """
    verb = method.encode("ascii")
    names = [name for name, _ in fields]
    values = b"".join([value for _, value in fields])
    if (
        not verb
        or verb.translate(None, _TOKEN)
        or not target
        or target.translate(None, _TARGET)
        or b"".join(names).translate(None, _TOKEN)
        or b"" in names
        or values.translate(None, _FIELD_CONTENT)
    ):
        raise ValueError(
            "Illegal request head: expected a method and header names of letters, digits and hyphens, and no control "
            "characters in the URL and the header values."
        )
    lines = b"\r\n".join([name + b": " + value for name, value in fields])
    return b"%b %b HTTP/1.1\r\n%b\r\n\r\n" % (verb, target, lines)


class ResponseParser:
    """Parser of the responses of one connection, in order.

    Call `start` for each request, `feed` with each piece received and `b""` at EOF, `next_head` until it returns one,
    then `next_piece` until `is_complete`.

    Attributes:
        is_complete: The whole response was returned.
        content_encoding: The body has a Content-Encoding.
    """

    # fmt: off
    __slots__ = ("_data", "_head_bytes", "_is_eof", "_keep_alive", "_left", "_method", "_scanned", "_state",
                 "content_encoding", "is_complete")
    # fmt: on

    def __init__(self) -> None:
        self._data = b""  # received and not parsed
        self._is_eof = False
        self.start("GET")
        self._state, self.is_complete = _COMPLETE, True

    def start(self, method: str) -> None:
        """Expect the response to a request with this method."""
        self._method = method
        self._state = _HEAD
        self._left = self._scanned = self._head_bytes = 0
        self._keep_alive = True
        self.is_complete = self.content_encoding = False

    def feed(self, data: bytes) -> None:
        """Take bytes that were received; `b""` is EOF."""
        if not data:
            self._is_eof = True
        elif self._data:
            self._data += data
        else:
            self._data = data

    @property
    def is_untouched(self) -> bool:
        """Whether everything received was parsed, and EOF was not received."""
        return not self._data and not self._is_eof

    @property
    def is_silent(self) -> bool:
        """Whether no byte of the response was received; EOF may have been."""
        return self._state == _HEAD and not self._data and not self._head_bytes

    @property
    def can_reuse(self) -> bool:
        """Whether the connection may carry another request."""
        return self.is_complete and self._keep_alive and not self._data and not self._is_eof

    def stop_reuse(self) -> None:
        """Prevent the reuse of the connection: the request was not sent completely."""
        self._keep_alive = False

    def next_head(self) -> Head | None:
        """Return the head of the response, or `None` until it is complete.

        Raises:
            RemoteProtocolError: It is invalid, too large or truncated.
        """
        while True:
            data = self._data
            end = _end_of_head(data, self._scanned)
            if self._head_bytes + (end or len(data)) > MAX_HEAD_BYTES:
                raise RemoteProtocolError(f"The head of the response is larger than {MAX_HEAD_BYTES:,} bytes.")
            if not end:
                self._check_incomplete_head(data)
                return None
            self._data = data[end:]
            self._scanned = 0
            head = self._parse_head(data[:end])
            if head.status >= 200:
                return head
            if head.status == 101:
                raise RemoteProtocolError("The server switches to another protocol, which was not requested.")
            self._head_bytes += end

    def next_piece(self) -> bytes:
        """Return the part of the body received since the last call; `b""` if it is empty, or at the end.

        Raises:
            RemoteProtocolError: The body is truncated, or its chunks are invalid.
        """
        state = self._state
        if state in _IN_CHUNKS:
            piece = self._next_chunks()
        elif state == _LENGTH:
            data, left = self._data, self._left
            if len(data) < left:
                piece, self._data, self._left = data, b"", left - len(data)
            else:
                # No copy if the piece ends with the body: CPython returns the same object for a whole slice.
                piece, self._data = data[:left], data[left:]
                self._complete()
        elif state == _UNTIL_EOF:
            piece, self._data = self._data, b""
            if self._is_eof:
                self._complete()
        else:
            return b""
        if self._is_eof and not piece and not self.is_complete:
            raise RemoteProtocolError(
                "The response is truncated: the connection was closed before the end of the body."
            )
        return piece

    def _complete(self) -> None:
        self._state, self.is_complete = _COMPLETE, True

    def _check_incomplete_head(self, data: bytes) -> None:
        if self._is_eof:
            where = "in the middle of the head of a response" if data else "without sending a response"
            raise RemoteProtocolError(f"Server disconnected {where}.")
        if data and data[:5] != b"HTTP/"[: len(data)]:
            raise RemoteProtocolError(f"Expected an HTTP response, got {data[:40]!r}.")
        self._scanned = max(0, len(data) - 2)

    def _parse_head(self, raw: bytes) -> Head:
        # One line end; any other CR is bare, and refused with the control characters.
        text = raw.replace(b"\r\n", b"\n")
        first, *lines = text[:-2].split(b"\n")
        status = first[9:12]
        if (
            first[:5] != b"HTTP/"
            or not (first[5:6].isdigit() and first[6:7] == b"." and first[7:8].isdigit())
            or first[8:9] != b" "
            or not (status.isdigit() and len(status) == 3 and status >= b"100")
            or first[12:13] not in (b"", b" ")
        ):
            raise RemoteProtocolError(f"Expected the status line of an HTTP response, got {first[:40]!r}.")
        if text.translate(None, _LINES):
            raise RemoteProtocolError("The head of the response contains a control character.")
        version = first[5:8]
        fields = _fields(lines)
        head = Head(int(status), first[13:], version, fields)
        if head.status >= 200:
            self._begin_body(head)
        return head

    def _begin_body(self, head: Head) -> None:
        coding: bytes | None = None
        length: int | None = None
        if head.version != b"1.1":
            self._keep_alive = False
        for name, value in head.fields:
            if len(name) in _FRAMING_LENGTHS:  # most names have another length
                lower = name.lower()
                if lower == b"content-length":
                    length = _length(value, length)
                elif lower == b"transfer-encoding":
                    coding = value if coding is None else coding + b"," + value
                elif lower == b"connection":
                    if b"close" in (option.strip() for option in value.lower().split(b",")):
                        self._keep_alive = False
                elif lower == b"content-encoding":
                    self.content_encoding = True
        if coding is not None and (length is not None or coding.lower() != b"chunked"):
            what = "with a Content-Length" if length is not None else repr(coding[:40])
            raise RemoteProtocolError(f"Expected a body with either Content-Length or the coding chunked, got {what}.")
        method, status = self._method, head.status
        if method == "HEAD" or status in (204, 304) or (method == "CONNECT" and status < 300):
            self._complete()
        elif coding is not None:
            self._state = _CHUNKED
        elif length is None:
            self._state, self._keep_alive = _UNTIL_EOF, False
        elif length:
            self._state, self._left = _LENGTH, length
        else:
            self._complete()

    def _next_chunks(self) -> bytes:
        """Return the data of all chunks received. `_left` counts the rest of a chunk, including its CRLF."""
        data, size = self._data, len(self._data)
        position, left = 0, self._left
        pieces: list[bytes] = []
        try:
            while position < size and self._state == _CHUNKED:
                if left > 2:
                    piece = data[position : position + left - 2]
                    pieces.append(piece)
                    position += len(piece)
                    left -= len(piece)
                elif left:
                    if size - position < 2:
                        break
                    if data[position : position + 2] != b"\r\n":
                        raise RemoteProtocolError("The data of a chunk is longer than its size line says.")
                    position, left = position + 2, 0
                else:
                    end = data.find(b"\r\n", position, position + MAX_CHUNK_LINE)
                    if end < 0:
                        _check_incomplete_chunk_line(data[position:])
                        break
                    count = _chunk_size(data[position:end])
                    position = end + 2
                    if count:
                        left = count + 2
                    else:
                        self._state = _TRAILERS
            if self._state == _TRAILERS and not pieces:
                position += self._trailer_bytes(data[position:])
        except RemoteProtocolError:
            if not pieces:
                raise
            # Return the data before the error; the next call raises it.
        self._left = left
        self._data = data[position:]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _trailer_bytes(self, data: bytes) -> int:
        """Return the length of the trailer section, 0 until it is complete."""
        if data.startswith(b"\r\n"):
            self._complete()
            return 2
        end = data.find(b"\r\n\r\n") + 4
        if max(end, len(data) if end < 4 else 0) > MAX_HEAD_BYTES:
            raise RemoteProtocolError(f"The trailer of the response is larger than {MAX_HEAD_BYTES:,} bytes.")
        if end < 4:
            return 0
        if data[:end].replace(b"\r\n", b"").translate(None, _FIELD_CONTENT):
            raise RemoteProtocolError("The trailer of the response contains a control character.")
        _fields(data[: end - 4].split(b"\r\n"))
        self._complete()
        return end


def _end_of_head(data: bytes, start: int) -> int:
    """Return where the body begins, after the first empty line with either line end; 0 if the head is incomplete."""
    end = data.find(b"\n\r\n", start)
    bare = data.find(b"\n\n", start, len(data) if end < 0 else end + 1)
    if bare >= 0:
        return bare + 2
    return end + 3 if end >= 0 else 0


def _fields(lines: list[bytes]) -> Fields:
    if len(lines) > MAX_FIELDS:
        raise RemoteProtocolError(f"The response has more than {MAX_FIELDS} header fields.")
    fields: Fields = []
    names: list[bytes] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name:
            raise RemoteProtocolError(f"Expected a header field, got {line[:40]!r}.")
        names.append(name)
        fields.append((name, value.strip(b" \t")))
    if b"".join(names).translate(None, _TOKEN):  # obs-fold, and whitespace before the colon, among others
        raise RemoteProtocolError("The name of a header field contains an invalid character.")
    return fields


def _length(value: bytes, earlier: int | None) -> int:
    # Proxies join repeated fields into a list.
    length = -1
    for part in value.split(b","):
        digits = part.strip(b" \t")
        if not digits.isdigit() or len(digits) > 18 or (earlier is not None and int(digits) != earlier):
            raise RemoteProtocolError(f"Expected one Content-Length, got {value[:40]!r}, or several that differ.")
        earlier = length = int(digits)
    return length


def _chunk_size(line: bytes) -> int:
    digits, semicolon, extension = line.partition(b";")
    if semicolon:
        digits = digits.rstrip(b" \t")
    if not 1 <= len(digits) <= 15 or digits.translate(None, _HEX) or extension.translate(None, _FIELD_CONTENT):
        raise RemoteProtocolError(f"Expected the size of a chunk, got {line[:40]!r}.")
    return int(digits, 16)


def _check_incomplete_chunk_line(data: bytes) -> None:
    if len(data) >= MAX_CHUNK_LINE or b"\n" in data:
        raise RemoteProtocolError(f"Expected the size of a chunk, got {data[:40]!r}.")
