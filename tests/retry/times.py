"""Fixed times, and the retry counts received by a route."""

from __future__ import annotations

import email.utils

import respx

NOW = 1_793_000_000.0


# Requested delays.


def http_date(seconds_from_now: float) -> str:
    return email.utils.formatdate(NOW + seconds_from_now, usegmt=True)


def counts(endpoint: respx.Route) -> list[str]:
    return [call.request.headers["x-stainless-retry-count"] for call in endpoint.calls]
