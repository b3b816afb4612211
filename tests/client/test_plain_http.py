"""Warnings about base URLs without encryption."""

from __future__ import annotations

import pytest

from groq import (
    AsyncGroq,
    Groq,
)


def test_warns_once_per_host_about_unencrypted_base_url() -> None:
    with pytest.warns(UserWarning, match=r"plain-1\.test unencrypted"):
        Groq(api_key="k", base_url="http://plain-1.test")
    Groq(api_key="k", base_url="http://plain-1.test/openai/v1")  # a warning would be an error
    with pytest.warns(UserWarning, match=r"plain-2\.test"):
        AsyncGroq(api_key="k", base_url="http://plain-2.test")


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8000", "api.localhost"])
def test_does_not_warn_about_loopback_base_url(host: str) -> None:
    Groq(api_key="k", base_url=f"http://{host}")
    Groq(api_key="k", base_url="https://plain-3.test")
