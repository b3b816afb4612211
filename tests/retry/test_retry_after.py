"""`retry-after` and `retry-after-ms`, in every form."""

from __future__ import annotations

import math
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq._rate_limits import retry_after
from groq._retry.policy import should_retry

from .times import NOW, http_date


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "-3"}, -3.0),
        ({"retry-after": "86400"}, 86_400.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "0.5"}, 0.0005),
        ({"retry-after-ms": "20", "retry-after": "5"}, 0.02),
        ({"retry-after-ms": "soon", "retry-after": "5"}, 5.0),
        ({"retry-after-ms": "nan", "retry-after": "5"}, 5.0),
        ({"retry-after": http_date(12)}, 12.0),
        ({"retry-after": http_date(-12)}, -12.0),
        ({"retry-after": http_date(0)}, 0.0),
        ({"retry-after": "Sun, 31 Dec 9999 23:59:59 GMT"}, 253_402_300_799 - NOW),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 GMT"}, pytest.approx(978_307_200 - NOW)),  # a two-digit year: 2001
        ({"retry-after": "Fri, 01 Jan 99999 00:00:00 GMT"}, None),
        *(({"retry-after": text}, None) for text in ("", "soon", "nan", "inf", "-inf", "1e999", "5s", "5.289 s", "--")),
        *(({"retry-after-ms": text}, None) for text in ("", "inf", "x")),
    ],
)
def test_reads_retry_after_in_every_form(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after(headers, now=lambda: NOW) == expected


def test_header_names_are_case_insensitive() -> None:
    assert retry_after(httpx.Headers({"Retry-After": "4"})) == 4.0
    assert should_retry(400, httpx.Headers({"X-Should-Retry": "true"})) is True


@given(
    st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{0,9} ?(GMT|[+-][0-9]{4})?")
)
def test_retry_after_is_finite_or_none_for_any_header(value: str) -> None:
    asked = retry_after({"retry-after": value, "retry-after-ms": value}, now=lambda: NOW)
    assert asked is None or math.isfinite(asked)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
def test_reads_asctime_date_as_gmt(monkeypatch: pytest.MonkeyPatch) -> None:
    # The asctime form of RFC 9110, section 5.6.7, has no time zone.
    date = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(NOW + 30))
    try:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", "America/New_York")
            time.tzset()
            asked = retry_after({"retry-after": date}, now=lambda: NOW)
    finally:
        time.tzset()
    assert asked == 30.0
