"""The head of a request as bytes, and rejected requests."""

from __future__ import annotations

import pytest

from groq._transport.http1 import (
    request_head,
)


def test_request_head_has_the_given_lines() -> None:
    head = request_head(
        "POST", b"/a?b=%20&c=\xff", [(b"Host", b"x"), (b"X-!#$%&'*+-.^_`|~", b" \t\x80\xff"), (b"Y", b"")]
    )
    assert head == (b"POST /a?b=%20&c=\xff HTTP/1.1\r\nHost: x\r\nX-!#$%&'*+-.^_`|~:  \t\x80\xff\r\nY: \r\n\r\n")


CONTROLS = [bytes([code]) for code in (*range(9), *range(10, 32), 127)]


@pytest.mark.parametrize("bad", ["", " ", "GET ", "G T", "GET\r\n", "GET\0", "G:T", "G/T", "GËT", "G(T", "G\tT"])
def test_rejects_method_that_is_not_a_token(bad: str) -> None:
    with pytest.raises(ValueError, match=r"Illegal request head|ascii"):
        request_head(bad, b"/", [(b"Host", b"x")])


@pytest.mark.parametrize("bad", [b"", *CONTROLS, b"\t", b" "])
def test_rejects_target_with_whitespace_or_a_control_character(bad: bytes) -> None:
    for target in (b"", b"/", b"/a") if not bad else (b"/a" + bad + b"b", bad + b"/", b"/" + bad):
        if target == b"" or bad:
            with pytest.raises(ValueError, match="Illegal request head"):
                request_head("GET", target, [(b"Host", b"x")])


@pytest.mark.parametrize(
    "bad", [b"", b" ", b"A B", b"A:", b"A\xe9", b"(A)", b"A\t", b"A/B", *(b"A" + one for one in CONTROLS)]
)
def test_rejects_header_name_that_is_not_a_token(bad: bytes) -> None:
    for names in ([bad], [b"Host", bad], [bad, b"Host"]):
        with pytest.raises(ValueError, match="Illegal request head"):
            request_head("GET", b"/", [(name, b"x") for name in names])


@pytest.mark.parametrize("bad", CONTROLS)
def test_rejects_header_value_with_a_control_character(bad: bytes) -> None:
    for value in (bad, b"a" + bad, bad + b"a", b"a" + bad + b"b"):
        with pytest.raises(ValueError, match="Illegal request head"):
            request_head("GET", b"/", [(b"Host", b"x"), (b"X", value)])


def test_message_of_a_rejected_request_excludes_its_values() -> None:
    with pytest.raises(ValueError, match="Illegal") as caught:
        request_head("GET", b"/", [(b"Authorization", b"Bearer secret\n")])
    assert "secret" not in str(caught.value)
